package dev.caravan.catalog;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Who may work on what, for how long. Thread-safe. */
final class Leases {
  private final LedgerDatabase database;
  private final Clock clock;

  Leases(LedgerDatabase database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  private record Held(String owner, Instant until) {}

  boolean take(String name, String owner, Duration time) {
    return database.writeLightly(
        "lease " + name,
        statements -> {
          Instant now = clock.instant();
          Instant until = now.plus(time);
          int mine =
              statements.update(
                  "UPDATE leases SET owner = ?, held_until = ? WHERE name = ? AND (owner = ? OR held_until <= ?)", owner, until, name, owner, now);
          if (mine == 1) {
            return true;
          }
          Optional<Held> held =
              statements.first(
                  "SELECT owner, held_until FROM leases WHERE name = ?",
                  row -> new Held(row.getString("owner"), Statements.time(row, "held_until")),
                  name);
          if (held.isEmpty()) {
            // Two that insert at once: one meets the other's key, begins again and finds it held.
            statements.update("INSERT INTO leases (name, owner, held_until) VALUES (?, ?, ?)", name, owner, until);
            return true;
          }
          if (held.get().until().isAfter(until)) {
            // Taken by a clock that was ahead: whoever holds it and lives renews it long before this.
            statements.update("UPDATE leases SET held_until = ? WHERE name = ? AND held_until > ?", until, name, until);
          }
          String holder = held.get().owner();
          return gone(holder)
              && statements.update("UPDATE leases SET owner = ?, held_until = ? WHERE name = ? AND owner = ?", owner, until, name, holder) == 1;
        });
  }

  boolean renew(String name, String owner, Duration time) {
    Instant until = clock.instant().plus(time);
    return database.writeLightly(
        "renew " + name, statements -> statements.update("UPDATE leases SET held_until = ? WHERE name = ? AND owner = ?", until, name, owner) == 1);
  }

  /** Whether the lease is this owner's still, over or not; nobody takes it before the transaction has ended. */
  static boolean keeps(Statements statements, String name, String owner) throws SQLException {
    return statements.first("SELECT owner FROM leases WHERE name = ? FOR UPDATE", row -> row.getString(1), name).filter(owner::equals).isPresent();
  }

  /** The row stays: it tells one who held the lease before that somebody else has had it since. */
  void release(String name, String owner) {
    database.writeLightly(
        "release " + name, statements -> statements.update("UPDATE leases SET held_until = ? WHERE name = ? AND owner = ?", clock.instant(), name, owner));
  }

  /** Takes the sign of life of a process away, which has a name that never comes again. */
  void drop(String name, String owner) {
    database.writeLightly("drop " + name, statements -> statements.update("DELETE FROM leases WHERE name = ? AND owner = ?", name, owner));
  }

  /** Whether a process has come to its end: in an embedded ledger its number tells, else that it shows no sign of life. */
  boolean dead(ProcessOwner owner) {
    if (database.embedded()) {
      return owner.gone();
    }
    return database.read(
        "look for signs of life of " + owner,
        statements ->
            statements
                .first("SELECT owner FROM leases WHERE name = ? AND held_until > ?", row -> row.getString(1), Heartbeat.PREFIX + owner.name(), clock.instant())
                .isEmpty());
  }

  /** Drops the leases of processes of this machine that are gone. */
  void forgetGone(Statements statements) throws SQLException {
    if (!database.embedded()) {
      return;
    }
    List<String> owners = statements.list("SELECT DISTINCT owner FROM leases", row -> row.getString(1));
    for (String owner : owners) {
      if (gone(owner)) {
        statements.update("DELETE FROM leases WHERE owner = ?", owner);
      }
    }
  }

  /** Only an embedded ledger knows that an owner's process number belongs to this machine. */
  private boolean gone(String owner) {
    return database.embedded() && new ProcessOwner(owner).gone();
  }
}
