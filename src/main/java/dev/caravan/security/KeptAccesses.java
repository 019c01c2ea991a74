package dev.caravan.security;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.catalog.LedgerDatabase;
import dev.caravan.catalog.ProcessOwner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The audit in the ledger database; rows are only ever added. The ledger's own password has to be read before
 * there is a ledger, and again for its connections: what the ledger asks for waits in memory for the next
 * entry. Thread-safe.
 */
public final class KeptAccesses implements AccessLog {
  /** Who asks for the ledger's own password. */
  public static final String LEDGER = "ledger";

  private final Deque<Access> waiting = new ArrayDeque<>();
  private final String operator = System.getProperty("user.name", "unknown");
  private LedgerDatabase database;

  /**
   * One entry as it was kept.
   *
   * @param operator name of the user of the operating system
   * @param process host and number of the process
   */
  public record Entry(Access access, String operator, String process) {}

  /** Begins to write; what was noted before is written now. */
  public void open(LedgerDatabase ledger) {
    synchronized (waiting) {
      database = ledger;
    }
    write(ledger, waiting());
  }

  /** Writes what waits; to be called before the ledger closes. */
  public void close() {
    LedgerDatabase open;
    synchronized (waiting) {
      open = database;
      database = null;
    }
    if (open != null) {
      write(open, waiting());
    }
  }

  @Override
  public void note(Access access) {
    LedgerDatabase open;
    synchronized (waiting) {
      if (access.user().equals(LEDGER)) {
        // Its connection may be the very one that is wanted for writing this down.
        waiting.add(access);
        return;
      }
      open = database;
    }
    if (open == null) {
      throw new CaravanException(ErrorCode.SECRET_UNAUDITED, "The ledger is not open, so the use of '" + access.name() + "' cannot be audited");
    }
    List<Access> batch = waiting();
    batch.add(access);
    write(open, batch);
  }

  private List<Access> waiting() {
    synchronized (waiting) {
      List<Access> batch = new ArrayList<>(waiting);
      waiting.clear();
      return batch;
    }
  }

  private void write(LedgerDatabase ledger, List<Access> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try {
      ledger.write(ErrorCode.SECRET_UNAUDITED, "write down who used a secret", statements -> {
        for (Access access : batch) {
          statements.update(
              "INSERT INTO secret_accesses (noted, secret, used_by, action, outcome, uses, operator, process) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
              access.at(), access.name(), access.user(), access.action().name(), access.outcome(), access.uses(), operator,
              ProcessOwner.current().name());
        }
        return null;
      });
    } catch (CaravanException e) {
      synchronized (waiting) {
        batch.stream().filter(access -> access.user().equals(LEDGER)).forEach(waiting::add);
      }
      throw e;
    }
  }

  /** The latest entries, the newest first. */
  public static List<Entry> latest(LedgerDatabase ledger, int limit) {
    return ledger.read("read who used secrets", statements -> statements.list(
        "SELECT noted, secret, used_by, action, outcome, uses, operator, process FROM secret_accesses ORDER BY access_number DESC LIMIT " + limit,
        row -> new Entry(
            new Access(
                row.getObject(1, java.time.OffsetDateTime.class).toInstant(), row.getString(2), row.getString(3), Access.Action.valueOf(row.getString(4)),
                row.getString(5), row.getLong(6)),
            row.getString(7), row.getString(8))));
  }
}
