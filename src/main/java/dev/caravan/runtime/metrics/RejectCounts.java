package dev.caravan.runtime.metrics;

import dev.caravan.batch.BatchId;
import dev.caravan.batch.Reject;
import dev.caravan.batch.RejectStore;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts which rules the rejects of a batch broke first, on their way into the store. An attempt that is made again is
 * counted anew; rejects of an earlier process are not known. Thread-safe.
 */
public final class RejectCounts {
  private final Map<BatchId, Map<String, Long>> inHand = new ConcurrentHashMap<>();

  /** The store, with an eye on what goes in. */
  public RejectStore watching(RejectStore store) {
    return new Watched(store);
  }

  /** Rule to records of a batch that has ended; it is forgotten with that. */
  Map<String, Long> ended(BatchId batch) {
    Map<String, Long> rules = inHand.remove(batch);
    return rules == null ? Map.of() : new TreeMap<>(rules);
  }

  private void count(BatchId batch, List<Reject> rejects) {
    Map<String, Long> rules = inHand.computeIfAbsent(batch, key -> new ConcurrentHashMap<>());
    for (Reject reject : rejects) {
      rules.merge(reject.failures().isEmpty() ? "unknown" : reject.failures().get(0).rule(), 1L, Long::sum);
    }
  }

  private final class Watched implements RejectStore {
    private final RejectStore store;

    Watched(RejectStore store) {
      this.store = store;
    }

    @Override
    public void keep(BatchId batch, List<Reject> rejects) {
      store.keep(batch, rejects);
      count(batch, rejects);
    }

    @Override
    public void clear(BatchId batch) {
      store.clear(batch);
      inHand.remove(batch);
    }

    @Override
    public RejectStore forBatch(String flow, String contract, String version) {
      return new Watched(store.forBatch(flow, contract, version));
    }
  }
}
