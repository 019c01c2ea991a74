package dev.caravan.deadletter;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.catalog.LedgerDatabase;
import dev.caravan.catalog.ProcessOwner;
import java.time.Clock;
import java.util.Set;

/** Who may see sensitive values of rejects, and the audit of who did or tried. Thread-safe. */
public final class RejectLooks {
  private final LedgerDatabase database;
  private final Clock clock;
  private final Set<String> allowed;

  /** @param allowed users who may see them */
  public RejectLooks(LedgerDatabase database, Clock clock, Set<String> allowed) {
    this.database = database;
    this.clock = clock;
    this.allowed = Set.copyOf(allowed);
  }

  /**
   * Notes that somebody wants to see sensitive values, before they are shown.
   *
   * @param command by which they are asked for
   * @param what is looked at
   * @throws CaravanException REJECT_MASKED when the user may not
   */
  public void ask(String user, String command, String what) {
    boolean may = allowed.contains(user);
    database.write(
        ErrorCode.REJECT_STORE,
        "note who looks at rejects",
        statements ->
            statements.update(
                "INSERT INTO reject_looks (noted, actor, command, looked_at, allowed, process) VALUES (?, ?, ?, ?, ?, ?)",
                clock.instant(), user, command, what, may, ProcessOwner.current().name()));
    if (!may) {
      throw new CaravanException(
          Problem.of(ErrorCode.REJECT_MASKED, null, "This user may not see sensitive values of rejects")
              .required("a user named by caravan.rejects.unmasked-for", allowed.isEmpty() ? "none is named" : String.join(", ", allowed)));
    }
  }
}
