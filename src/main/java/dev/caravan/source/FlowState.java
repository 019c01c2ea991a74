package dev.caravan.source;

import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import dev.caravan.batch.Scanned;
import java.time.Instant;

/** What is known of one flow while the runtime lives. Guarded by the lock of {@link FlowStates}. */
final class FlowState {
  final String flow;
  FlowProgress.State state = FlowProgress.State.WAITING;
  /** number of the run in the ledger, 0 until the pass has something to do */
  long run;
  BatchId batch;
  String current;
  long currentBytes;
  /** since when the input in hand was there to be read; null when its source does not tell */
  Instant currentAppeared;
  /** the same of the input that comes next */
  Instant appeared;
  /** how far the batch in hand has come; a second sink begins again, which is no news */
  Scanned scanned = Scanned.NOTHING;
  Counts counts = Counts.NONE;
  long batches;
  /** passes that are over */
  long passes;
  long skipped;
  long bytesDone;
  long bytesKnown;
  boolean toldOfLease;
  /** several processes read its source at once: what they hold is not the flow but the batch in hand */
  boolean shared;
  /** begins nothing new, for a later version is to take its place */
  boolean held;
  /** its pass was told to end before it was complete */
  boolean cut;
  /** began its pass; who stops its route interrupts it */
  Thread thread;
  /** why it failed */
  Problem problem;
  /** what is to be said of it though it did not fail */
  Problem overLimit;

  FlowState(String flow) {
    this.flow = flow;
  }

  FlowProgress progress() {
    long bytes = bytesDone + Math.round(scanned.share() * currentBytes);
    return new FlowProgress(
        flow, state, counts, batches, skipped, scanned.rows(), bytes, Math.max(bytesKnown, bytes), current, problem == null ? overLimit : problem);
  }

  boolean running() {
    return state == FlowProgress.State.RUNNING;
  }

  boolean failed() {
    return state == FlowProgress.State.FAILED;
  }

  /** It has made a pass and makes none now, or never will. */
  boolean over() {
    return state == FlowProgress.State.IDLE || failed();
  }

  void begin() {
    problem = null;
    state = FlowProgress.State.RUNNING;
    cut = false;
    thread = Thread.currentThread();
    run = 0;
  }

  /** Nothing is to be done by it, and nobody waits for it. */
  void leaveOut() {
    state = FlowProgress.State.IDLE;
    passes++;
  }

  /** It stands where it stood before the pass that was told to end. */
  void rest() {
    state = passes > 0 ? FlowProgress.State.IDLE : FlowProgress.State.WAITING;
  }

  /** A later version goes on where this one ended. */
  void renew() {
    held = false;
    problem = null;
    overLimit = null;
    rest();
  }

  /**
   * Counts the batch in hand, which is committed.
   *
   * @param tooMany what is to be said of its rejects, or null
   */
  void landed(Counts ofBatch, Problem tooMany) {
    counts = counts.plus(ofBatch);
    batches++;
    if (tooMany != null) {
      overLimit = tooMany;
    }
    bytesDone += currentBytes;
    leave();
  }

  void skipped(long bytes) {
    skipped++;
    bytesDone += bytes;
  }

  void look(Scanned now) {
    if (now.rows() > scanned.rows()) {
      scanned = now;
    }
  }

  /** Its pass is over in the middle; how far it came can still be seen of one that goes on no more. */
  void breakOff(FlowProgress.State after) {
    state = after;
    run = 0;
    if (after == FlowProgress.State.WAITING) {
      leave();
    } else {
      batch = null;
    }
  }

  /** Nothing is in hand any more. */
  void leave() {
    inHand(null, null, 0);
  }

  void inHand(BatchId id, String name, long bytes) {
    batch = id;
    current = name;
    currentBytes = bytes;
    currentAppeared = appeared;
    appeared = null;
    scanned = Scanned.NOTHING;
  }
}
