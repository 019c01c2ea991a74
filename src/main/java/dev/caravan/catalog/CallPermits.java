package dev.caravan.catalog;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Divides the calls that an outside system takes at once among the processes that share this ledger.
 * What all of them hold is never more than the limit. Thread-safe.
 */
public final class CallPermits {
  /** after which a permit that does not come out even goes to the next process */
  static final Duration TURN = Duration.ofMinutes(1);

  private final LedgerDatabase database;
  private final Clock clock;

  CallPermits(LedgerDatabase database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * What a process has.
   *
   * @param held calls it may have under way; more than is fair when it kept some that were, fewer while others do
   * @param fair what it is to come to
   */
  public record Division(int held, int fair) {}

  private record Holder(String owner, int permits, Instant until) {}

  /**
   * Takes or renews the fair share of a process, as far as it is free. A process whose time is over is not counted.
   *
   * @param limit calls the system takes at once, from all processes together
   * @param keep permits in use, which it goes on holding
   * @param time after which the process counts as dead
   * @throws dev.caravan.CaravanException LEDGER_UNAVAILABLE
   */
  public Division take(String system, String owner, int limit, int keep, Duration time) {
    return database.writeLightly(
        "divide the calls to " + system,
        statements -> {
          lock(statements, system, limit);
          Instant now = clock.instant();
          endInTime(statements, system, now.plus(time));
          List<Holder> others = others(statements, system, owner, now);
          int fair = fair(owner, others.stream().map(Holder::owner).toList(), limit, now);
          int free = Math.max(0, limit - others.stream().mapToInt(Holder::permits).sum());
          int before = held(statements, system, owner);
          // What is in use stays, unless the row went to others while this process seemed dead.
          int held = Math.max(Math.min(keep, Math.max(0, before)), Math.min(fair, free));
          hold(statements, system, owner, held, before < 0, now.plus(time));
          return new Division(held, fair);
        });
  }

  /** Gives back all that a process holds of a system; the others no longer count it. */
  public void release(String system, String owner) {
    database.writeLightly(
        "give back the calls to " + system, statements -> statements.update("DELETE FROM call_permits WHERE system = ? AND owner = ?", system, owner));
  }

  private static void lock(Statements statements, String system, int limit) throws SQLException {
    boolean known = statements.first("SELECT system FROM call_systems WHERE system = ? FOR UPDATE", row -> row.getString(1), system).isPresent();
    if (!known) {
      // Two that insert at once: one meets the other's key and begins again.
      statements.update("INSERT INTO call_systems (system, call_limit) VALUES (?, ?)", system, limit);
    }
  }

  // Taken by a clock that was ahead: whoever holds them and lives renews them long before this.
  private static void endInTime(Statements statements, String system, Instant latest) throws SQLException {
    statements.update("UPDATE call_permits SET held_until = ? WHERE system = ? AND held_until > ?", latest, system, latest);
  }

  private List<Holder> others(Statements statements, String system, String owner, Instant now) throws SQLException {
    List<Holder> all =
        statements.list(
            "SELECT owner, permits, held_until FROM call_permits WHERE system = ? AND owner <> ?",
            row -> new Holder(row.getString("owner"), row.getInt("permits"), Statements.time(row, "held_until")),
            system, owner);
    for (Holder holder : all) {
      if (dead(holder, now)) {
        statements.update("DELETE FROM call_permits WHERE system = ? AND owner = ?", system, holder.owner());
      }
    }
    return all.stream().filter(holder -> !dead(holder, now)).toList();
  }

  // Only an embedded ledger knows that an owner's process number belongs to this machine.
  private boolean dead(Holder holder, Instant now) {
    return !holder.until().isAfter(now) || database.embedded() && new ProcessOwner(holder.owner()).gone();
  }

  // All have the same; what is left over goes round, so that none is without for ever.
  private static int fair(String owner, List<String> others, int limit, Instant now) {
    List<String> all = Stream.concat(others.stream(), Stream.of(owner)).sorted().toList();
    long turn = now.getEpochSecond() / TURN.toSeconds();
    long place = (all.indexOf(owner) + turn) % all.size();
    return limit / all.size() + (place < limit % all.size() ? 1 : 0);
  }

  /** -1 when the process is not counted yet. */
  private static int held(Statements statements, String system, String owner) throws SQLException {
    return statements.first("SELECT permits FROM call_permits WHERE system = ? AND owner = ?", row -> row.getInt(1), system, owner).orElse(-1);
  }

  private static void hold(Statements statements, String system, String owner, int permits, boolean anew, Instant until) throws SQLException {
    if (anew) {
      statements.update("INSERT INTO call_permits (system, owner, permits, held_until) VALUES (?, ?, ?, ?)", system, owner, permits, until);
    } else {
      statements.update("UPDATE call_permits SET permits = ?, held_until = ? WHERE system = ? AND owner = ?", permits, until, system, owner);
    }
  }
}
