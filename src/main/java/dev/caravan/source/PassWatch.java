package dev.caravan.source;

import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import dev.caravan.catalog.Landings;
import java.time.Instant;
import java.util.List;

/**
 * Hears of passes and their batches, on the thread that makes them. Implementations are thread-safe and throw
 * nothing.
 */
public interface PassWatch {
  /** Nobody listens. */
  PassWatch NONE = new PassWatch() {};

  /** A flow begins a pass over its source. */
  default void began(String flow) {}

  /** A batch is open in the ledger; nothing is computed yet. */
  default void opened(String flow, long run, BatchId batch) {}

  /** A batch is committed: its rows are visible, its counts are in the ledger. */
  default void committed(Committed batch) {}

  /**
   * A pass is over. Of one that failed, the batch that was in hand is kept.
   *
   * @param well whether its source has been looked through
   */
  default void ended(String flow, boolean well) {}

  /**
   * A batch that has come to its end.
   *
   * @param counts as they stand in the ledger: rows that a source met again are among them
   * @param outcome what its sinks have told
   * @param bytes of the input
   * @param appeared when the input was there to be read; null when the source does not tell
   */
  record Committed(String flow, BatchId id, Counts counts, Landings.Outcome outcome, long bytes, Instant appeared) {}

  /** Tells several, in this order. */
  static PassWatch all(List<PassWatch> watches) {
    List<PassWatch> each = List.copyOf(watches);
    return new PassWatch() {
      @Override
      public void began(String flow) {
        each.forEach(watch -> watch.began(flow));
      }

      @Override
      public void opened(String flow, long run, BatchId batch) {
        each.forEach(watch -> watch.opened(flow, run, batch));
      }

      @Override
      public void committed(Committed batch) {
        each.forEach(watch -> watch.committed(batch));
      }

      @Override
      public void ended(String flow, boolean well) {
        each.forEach(watch -> watch.ended(flow, well));
      }
    };
  }
}
