package dev.caravan.source;

import dev.caravan.Problem;
import dev.caravan.batch.Counts;

/**
 * How far a flow has come since the runtime started: a picture of one moment.
 *
 * @param counts of the batches committed
 * @param batches committed
 * @param skipped inputs that were recognised as landed before
 * @param rowsInHand records read so far of the batch in hand, which is not among the counts yet
 * @param bytesDone of the inputs that are finished, and of the one in hand what has been read
 * @param bytesKnown of all inputs the source has seen so far, finished or not
 * @param current the input in hand, for people; null when there is none
 * @param problem why it failed; of a flow that did not fail, that it has more rejects than a contract
 *     bears; or null
 */
public record FlowProgress(
    String flow,
    State state,
    Counts counts,
    long batches,
    long skipped,
    long rowsInHand,
    long bytesDone,
    long bytesKnown,
    String current,
    Problem problem) {

  /** Where a flow stands. */
  public enum State {
    /** its first pass has not begun: it waits for its turn or for another flow */
    WAITING,
    RUNNING,
    /** between passes; at least one is over */
    IDLE,
    /** stopped by a failure; the batch is kept */
    FAILED
  }
}
