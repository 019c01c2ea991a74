package dev.caravan.catalog;

import dev.caravan.ErrorCode;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import dev.caravan.failure.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The book in which every record is accounted for. Each call is one transaction and durable when it
 * returns. Thread-safe; several processes may share one ledger.
 */
public interface Ledger extends AutoCloseable {

  /** Begins a run of a flow: one pass over its source. */
  long startRun(String flow);

  /** Ends a run. A run that has been ended stays as it was. */
  void finishRun(long run, RunState state, ErrorCode code, String message);

  enum RunState {
    RUNNING,
    DONE,
    FAILED,
    /** its process died; found at a later start */
    ABANDONED
  }

  /**
   * Opens a batch before anything is computed. Opening one that is OPEN or FAILED takes it into this
   * run and counts an attempt; opening a COMMITTED one changes nothing. When this process has taken the
   * lease {@link #leaseOf of its flow}, that lease is looked at in the same transaction.
   *
   * @throws dev.caravan.CaravanException LEDGER_CONFLICT when that lease is lost, or the id is known as other input
   * @return the batch as it stands now
   */
  default BatchRecord open(long run, BatchId id, String flow, String source, String range, int generation, String segment) {
    return open(run, id, flow, source, range, generation, segment, List.of());
  }

  /**
   * Opens a batch and claims, in the same transaction, what follows the cursors it will move: until it is committed
   * no other batch can be opened with one of them.
   *
   * @param claims the moves that will be made; none when its source has no cursor that processes share
   * @throws dev.caravan.CaravanException as above; LEDGER_CONFLICT also when a cursor does not stand where its move
   *     begins, or another batch has claimed it; nothing is changed then
   */
  BatchRecord open(long run, BatchId id, String flow, String source, String range, int generation, String segment, List<CursorMove> claims);

  /**
   * A batch as remembered.
   *
   * @param source stable name of where it comes from: a folder, an account and query
   * @param range what of it: a content digest, a cursor interval
   * @param segment folder of its raw segment
   * @param attempts how often it was opened
   * @param counts NONE until COMMITTED
   * @param warnings rule to rows
   * @param problem why it failed last, or null
   */
  record BatchRecord(
      BatchId id,
      long run,
      String flow,
      String source,
      String range,
      int generation,
      String segment,
      BatchState state,
      int attempts,
      Counts counts,
      Map<String, Long> warnings,
      String problem,
      Instant opened,
      Instant committed) {}

  enum BatchState {
    OPEN,
    COMMITTED,
    FAILED
  }

  Optional<BatchRecord> batch(BatchId id);

  /** Batches that were opened and never committed, oldest first: the work to be taken up again. */
  List<BatchRecord> unfinished(String flow);

  /** The batches whose rows this one's take the place of: earlier generations of its input, run again as a whole. */
  default List<BatchId> replaced(BatchId id) {
    return List.of();
  }

  /** Notes that a sink has made the batch's rows durable in its target. Idempotent. */
  void landed(BatchId id, String sink, String target, long rows);

  /**
   * Commits a batch and moves its cursor in one transaction (I2).
   *
   * @param cursor the move to make, or null when the source has none
   * @throws dev.caravan.CaravanException UNBALANCED when the counts do not balance (I1), LEDGER_CONFLICT
   *     when the cursor does not stand where the move expects it; nothing is changed then
   */
  default void commit(BatchId id, Counts counts, Map<String, Long> warnings, CursorMove cursor) {
    commitMoving(id, counts, warnings, cursor == null ? List.of() : List.of(cursor));
  }

  /** The same with any number of cursors: all of them move, or none. What the batch has claimed is free then. */
  default void commitMoving(BatchId id, Counts counts, Map<String, Long> warnings, List<CursorMove> cursors) {
    commitMoving(id, counts, warnings, cursors, List.of());
  }

  /**
   * The same.
   *
   * @param events of which others are to be told besides, kept in the same transaction
   */
  void commitMoving(BatchId id, Counts counts, Map<String, Long> warnings, List<CursorMove> cursors, List<Event> events);

  /** Compare-and-set of a cursor; {@code from} is null for the first value. */
  record CursorMove(String name, String from, String to) {}

  Optional<String> cursor(String flow, String name);

  /** Where all cursors of a flow stand and what has been claimed, by name: one consistent look. */
  Map<String, CursorStand> cursorStands(String flow);

  /**
   * One cursor.
   *
   * @param value null when it was never moved
   * @param inHand the batch that has claimed what follows, or null
   */
  record CursorStand(String value, BatchId inHand) {}

  /** Notes a failure; the batch stays to be taken up again. */
  void fail(BatchId id, ErrorCode code, String message);

  /**
   * Notes why a flow failed, whether it is tried again or stops.
   *
   * @param run 0 when the flow had none yet
   * @param batch the one in hand, or null
   * @param attempts how often the step was tried so far
   * @param nextTry null when it is not tried again
   */
  void note(String flow, long run, BatchId batch, Failure failure, int attempts, Instant nextTry);

  /** Name of the lease that whoever works on a flow holds. */
  static String leaseOf(String flow) {
    return "flow:" + flow;
  }

  /**
   * Takes or renews a lease for its owner. An owner is one process; a lease whose time is over may be
   * taken by another.
   *
   * @return false when another owner holds it
   */
  boolean lease(String name, String owner, Duration time);

  /**
   * Makes a lease last longer, if it was this owner's without a break: one that another owner has had
   * meanwhile is lost for good, even when nobody holds it now.
   *
   * @return false when it is lost
   */
  default boolean renew(String name, String owner, Duration time) {
    return lease(name, owner, time);
  }

  /** Gives a lease back; does nothing when the owner does not hold it. */
  void release(String name, String owner);

  /** Whether a process has come to its end, as certainly as can be told from here; false for this one. */
  boolean dead(ProcessOwner other);

  /** Marks runs as ABANDONED whose owner's lease is over; returns how many. */
  int abandonDeadRuns();

  /** Runs with the sums of their committed batches, newest first. */
  List<RunSummary> runs(int limit);

  /** The same of one flow. */
  List<RunSummary> runs(String flow, int limit);

  /**
   * One run of a flow.
   *
   * @param batches committed ones
   * @param finished null while it runs
   * @param why its last failure, or null; a run that is under way or done may have had one and got over it
   */
  record RunSummary(
      long run, String flow, RunState state, Instant started, Instant finished, long batches, Counts counts, String code, String message, Why why) {}

  /**
   * Why a step failed.
   *
   * @param failureClass as {@link dev.caravan.FailureClass#word} spells it
   * @param rule name of the row of the table of failures that decided
   * @param attempts how often the step had been tried
   * @param nextTry null when it was not to be tried again
   */
  record Why(String code, String failureClass, String rule, String message, int attempts, Instant nextTry) {}

  @Override
  void close();
}
