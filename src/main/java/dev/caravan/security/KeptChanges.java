package dev.caravan.security;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.catalog.LedgerDatabase;
import dev.caravan.catalog.ProcessOwner;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes into the ledger database which files changed while flows ran; rows are only ever added. What
 * cannot be written waits in memory, for a flow must not stand still because the ledger does. Thread-safe.
 */
public final class KeptChanges {
  private static final Logger LOG = LoggerFactory.getLogger(KeptChanges.class);

  private final LedgerDatabase ledger;
  private final String operator = System.getProperty("user.name", "unknown");
  private final List<Change> waiting = new ArrayList<>();

  public KeptChanges(LedgerDatabase ledger) {
    this.ledger = ledger;
  }

  /** Writes these down together with what waits, or lets them wait too. */
  public synchronized void note(List<Change> changes) {
    waiting.addAll(changes);
    if (waiting.isEmpty()) {
      return;
    }
    try {
      ledger.write(ErrorCode.LEDGER_UNAVAILABLE, "write down which files changed", statements -> {
        for (Change change : waiting) {
          statements.update(
              "INSERT INTO file_changes (noted, kind, file, action, digest_before, digest_after, flows, outcome, reason, file_owner, operator, process)"
                  + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              change.at(), change.kind(), change.file(), change.action(), change.digestBefore(), change.digestAfter(), change.flows(), change.outcome(),
              change.reason(), change.fileOwner(), operator, ProcessOwner.current().name());
        }
        return null;
      });
      waiting.clear();
    } catch (CaravanException e) {
      LOG.warn("{} changes of files wait to be written down: {}", waiting.size(), e.getMessage());
    }
  }
}
