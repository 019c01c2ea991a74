package dev.caravan.security;

import dev.caravan.ErrorCode;
import dev.caravan.catalog.LedgerDatabase;
import dev.caravan.catalog.ProcessOwner;

/** Writes into the ledger database what people did through the HTTP port, and to the file of users; rows are only ever added. Thread-safe. */
public final class KeptActions {
  private final LedgerDatabase ledger;

  public KeptActions(LedgerDatabase ledger) {
    this.ledger = ledger;
  }

  /** @throws dev.caravan.CaravanException ACTION_UNAUDITED */
  public void note(Action action) {
    ledger.write(ErrorCode.ACTION_UNAUDITED, "write down who did what", statements ->
        statements.update(
            "INSERT INTO actions (noted, actor, role, proof, action, subject, outcome, address, process) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            action.at(), action.actor(), action.role() == null ? null : action.role().word(), action.proof() == null ? null : action.proof().word(),
            action.action(), action.subject(), action.outcome(), action.address(), ProcessOwner.current().name()));
  }
}
