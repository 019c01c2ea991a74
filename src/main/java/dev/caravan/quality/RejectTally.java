package dev.caravan.quality;

import dev.caravan.batch.BatchId;
import dev.caravan.batch.Reject;
import dev.caravan.batch.RejectStore;
import dev.caravan.quality.Trial.Failure;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts what records are refused for and keeps one example of each. Thread-safe. */
final class RejectTally implements RejectStore {
  private final Map<Rule, Failure> counts = new LinkedHashMap<>();

  private record Rule(String field, String rule, String required) {}

  @Override
  public synchronized void keep(BatchId batch, List<Reject> rejects) {
    for (Reject reject : rejects) {
      for (Reject.Failure failure : reject.failures()) {
        Failure first = new Failure(failure.field(), failure.rule(), failure.required(), 1, failure.got(), reject.pointer(), reject.raw());
        counts.merge(new Rule(failure.field(), failure.rule(), failure.required()), first, (before, now) -> oneMore(before));
      }
    }
  }

  @Override
  public synchronized void clear(BatchId batch) {
    counts.clear();
  }

  /** The commonest first. */
  synchronized List<Failure> commonest() {
    return counts.values().stream().sorted(Comparator.comparingLong(Failure::records).reversed()).toList();
  }

  private static Failure oneMore(Failure failure) {
    return new Failure(failure.field(), failure.rule(), failure.required(), failure.records() + 1, failure.got(), failure.where(), failure.raw());
  }
}
