package dev.caravan.catalog;

import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What people asked for that takes its time, and how far it is. A task is done when the process that was asked has done its
 * part, and every batch of the task is committed, by whatever process. Thread-safe.
 */
public final class Tasks {
  private static final Duration KEPT = Duration.ofDays(30);
  private static final String LOOK =
      "SELECT t.*, (SELECT COUNT(*) FROM task_items i WHERE i.task = t.task) AS items,"
          + " (SELECT COUNT(*) FROM task_items i LEFT JOIN batches b ON b.batch = i.batch WHERE i.task = t.task AND COALESCE(b.state, 'COMMITTED') = 'COMMITTED') AS done,"
          + " (SELECT COUNT(*) FROM task_items i JOIN batches b ON b.batch = i.batch WHERE i.task = t.task AND b.state = 'FAILED') AS failed"
          + " FROM tasks t";

  private final LedgerDatabase database;
  private final Clock clock;
  private final ProcessOwner owner;
  private final Runnable alive;
  private final Predicate<ProcessOwner> dead;

  /**
   * @param alive shows others that this process lives
   * @param dead whether a process has come to its end
   */
  Tasks(LedgerDatabase database, Clock clock, ProcessOwner owner, Runnable alive, Predicate<ProcessOwner> dead) {
    this.database = database;
    this.clock = clock;
    this.owner = owner;
    this.alive = alive;
    this.dead = dead;
  }

  /** What may be asked for. */
  public enum Kind {
    /** rejects go through their flows again */
    REPLAY,
    /** what would become of rejects */
    DRY_RUN,
    /** what landed within a time is run again */
    BACKFILL,
    /** a flow comes to its end */
    STOP;

    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How a task stands. */
  public enum State {
    RUNNING,
    DONE,
    /** its problem tells why, or its batches do */
    FAILED
  }

  /**
   * One of the things a task consists of.
   *
   * @param batch that has to be committed; null when the item is a result already
   * @param document of JSON
   */
  public record Item(BatchId batch, String document) {}

  /**
   * An item and how it stands.
   *
   * @param state of its batch; null when it has none
   */
  public record Standing(String document, Ledger.BatchState state) {}

  /** Why a task failed. */
  public record Why(String code, String message, String next) {}

  /**
   * A task.
   *
   * @param subject what it is about, for people
   * @param ended when the process that was asked had done its part; null: not yet
   * @param items it consists of, as far as is known
   * @param done how many of them
   * @param why it failed; null when it did not, or its batches tell
   */
  public record Task(long number, Kind kind, String subject, String actor, State state, Instant begun, Instant ended, long items, long done, Why why) {}

  /** @return its number */
  public long begin(Kind kind, String subject, String actor) {
    alive.run();
    return database.write(
        "begin the task " + kind.word(),
        statements ->
            statements.insert(
                "INSERT INTO tasks (kind, subject, actor, process, begun) VALUES (?, ?, ?, ?, ?)", "task", kind.name(), subject, actor, owner.name(), clock.instant()));
  }

  /** Notes that this process has done its part of a task. */
  public void end(long task, List<Item> items) {
    database.write(
        "end the task " + task,
        statements -> {
          statements.update("DELETE FROM task_items WHERE task = ?", task);
          List<Object[]> rows = new ArrayList<>();
          for (Item item : items) {
            rows.add(new Object[] {task, rows.size(), item.batch() == null ? null : item.batch().value(), item.document()});
          }
          statements.insertAll("INSERT INTO task_items (task, place, batch, document)", rows);
          return statements.update("UPDATE tasks SET ended = ? WHERE task = ?", clock.instant(), task);
        });
  }

  public void fail(long task, Problem problem) {
    database.write(
        "note that the task " + task + " failed",
        statements ->
            statements.update(
                "UPDATE tasks SET ended = ?, problem_code = ?, problem_message = ?, problem_next = ? WHERE task = ?",
                clock.instant(), problem.code().code(), problem.message(), Objects.requireNonNullElse(problem.next(), problem.code().remedy()), task));
  }

  public Optional<Task> find(long number) {
    return database.read("read the task " + number, statements -> statements.first(LOOK + " WHERE t.task = ?", this::task, number));
  }

  /** A page of the tasks, newest first. @param before the last one of the page before; null for the first page */
  public List<Task> list(Long before, int limit) {
    return database.read(
        "read the tasks", statements -> statements.list(LOOK + " WHERE t.task < ? ORDER BY t.task DESC LIMIT ?", this::task, before == null ? Long.MAX_VALUE : before, limit));
  }

  public List<Standing> items(long task) {
    return database.read(
        "read the items of task " + task,
        statements ->
            statements.list(
                "SELECT i.document, b.state FROM task_items i LEFT JOIN batches b ON b.batch = i.batch WHERE i.task = ? ORDER BY i.place",
                row -> new Standing(row.getString(1), row.getString(2) == null ? null : Ledger.BatchState.valueOf(row.getString(2))),
                task));
  }

  /** Forgets what was asked for long ago. */
  public void tidy() {
    Instant before = clock.instant().minus(KEPT);
    database.write("forget old tasks", statements -> {
      statements.update("DELETE FROM task_items WHERE task IN (SELECT task FROM tasks WHERE begun < ?)", before);
      return statements.update("DELETE FROM tasks WHERE begun < ?", before);
    });
  }

  private Task task(ResultSet row) throws SQLException {
    Instant ended = Statements.time(row, "ended");
    String code = row.getString("problem_code");
    Why why = code == null ? null : new Why(code, row.getString("problem_message"), row.getString("problem_next"));
    long items = row.getLong("items");
    long done = row.getLong("done");
    boolean lost = ended == null && dead.test(new ProcessOwner(row.getString("process")));
    boolean failed = lost || why != null || row.getLong("failed") > 0;
    State state = failed ? State.FAILED : ended == null || done < items ? State.RUNNING : State.DONE;
    return new Task(row.getLong("task"), Kind.valueOf(row.getString("kind")), row.getString("subject"), row.getString("actor"), state, Statements.time(row, "begun"), ended, items, done, why);
  }
}
