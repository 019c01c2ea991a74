package dev.caravan.runtime.metrics;

import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import dev.caravan.catalog.Landings;
import dev.caravan.source.PassWatch;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Counts what batches have come to. Thread-safe. */
final class BatchCounts implements PassWatch {
  private static final Duration[] BATCH_BOUNDS = bounds("1S", "5S", "15S", "1M", "5M", "15M", "1H");
  private static final Duration[] VISIBLE_BOUNDS = bounds("5S", "15S", "1M", "5M", "15M", "1H", "6H", "24H");

  private final MeterRegistry registry;
  private final RejectCounts rejects;
  private final Clock clock;
  private final Map<BatchId, Long> begun = new ConcurrentHashMap<>();

  BatchCounts(MeterRegistry registry, RejectCounts rejects, Clock clock) {
    this.registry = registry;
    this.rejects = rejects;
    this.clock = clock;
  }

  private static Duration[] bounds(String... bounds) {
    return Stream.of(bounds).map(bound -> Duration.parse("PT" + bound)).toArray(Duration[]::new);
  }

  @Override
  public void opened(String flow, long run, BatchId batch) {
    begun.put(batch, System.nanoTime());
  }

  @Override
  public void committed(Committed batch) {
    batch.outcome().sinks().stream().map(Landings.Landing::dataset).distinct().forEach(dataset -> count(batch, dataset));
    rejects.ended(batch.id()).forEach((rule, records) -> add(Metric.REJECTS, records, Tags.of("flow", batch.flow(), "rule", rule)));
    batch.outcome().warnings().forEach((rule, records) -> add(Metric.WARNINGS, records, Tags.of("flow", batch.flow(), "rule", rule)));
    begun.remove(batch.id());
  }

  private void count(Committed batch, String dataset) {
    Tags tags = Tags.of("flow", batch.flow(), "dataset", dataset);
    Counts counts = batch.counts();
    add(Metric.RECORDS_READ, counts.read(), tags);
    add(Metric.RECORDS, counts.landed(), tags.and("fate", "landed"));
    add(Metric.RECORDS, counts.rejected(), tags.and("fate", "rejected"));
    add(Metric.RECORDS, counts.deduplicated(), tags.and("fate", "deduplicated"));
    add(Metric.RECORDS, counts.filtered(), tags.and("fate", "filtered"));
    add(Metric.BYTES, batch.bytes(), tags);
    Duration took = Duration.ofNanos(System.nanoTime() - begun.getOrDefault(batch.id(), System.nanoTime()));
    time(Metric.BATCH, BATCH_BOUNDS, tags, took);
    Duration visible = batch.appeared() == null ? took : Duration.between(batch.appeared(), clock.instant());
    // A clock outside may go before this one.
    time(Metric.VISIBLE, VISIBLE_BOUNDS, tags, visible.isNegative() ? Duration.ZERO : visible);
  }

  private void add(Metric metric, long amount, Tags tags) {
    Counter.builder(metric.meter()).description(metric.sentence()).tags(tags).register(registry).increment(amount);
  }

  private void time(Metric metric, Duration[] bounds, Tags tags, Duration time) {
    Timer.builder(metric.meter()).description(metric.sentence()).serviceLevelObjectives(bounds).tags(tags).register(registry).record(time);
  }
}
