package dev.caravan.runtime.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;

/**
 * Figures that are looked up when somebody asks, one a flow or system. Those whose names are beyond the bound are told
 * as one: of states and ages the greatest, of all else the sum. Thread-safe.
 */
final class Figures {
  private final MeterRegistry registry;
  private final LabelBounds bounds;
  private final Map<Key, Told> told = new ConcurrentHashMap<>();

  private record Key(Metric metric, String shown, Tags more) {}

  private record Told(Meter meter, Map<String, DoubleSupplier> members) {}

  Figures(MeterRegistry registry, LabelBounds bounds) {
    this.registry = registry;
    this.bounds = bounds;
  }

  /** A figure of the process. */
  void of(Metric metric, DoubleSupplier value) {
    Gauge.builder(metric.meter(), value::getAsDouble).description(metric.sentence()).register(registry);
  }

  /**
   * A figure of what the first label of the metric names; takes the place of the one before.
   *
   * @param more further labels
   */
  void of(Metric metric, String name, Tags more, DoubleSupplier value) {
    told.compute(
        key(metric, name, more),
        (key, before) -> {
          Told now = before == null ? register(key) : before;
          now.members().put(name, value);
          return now;
        });
  }

  void of(Metric metric, String name, DoubleSupplier value) {
    of(metric, name, Tags.empty(), value);
  }

  /** Tells it no more. */
  void forget(Metric metric, String name) {
    told.computeIfPresent(
        key(metric, name, Tags.empty()),
        (key, before) -> {
          before.members().remove(name);
          if (!before.members().isEmpty()) {
            return before;
          }
          registry.remove(before.meter());
          return null;
        });
  }

  private Key key(Metric metric, String name, Tags more) {
    return new Key(metric, bounds.shown(metric.labels().get(0), name), more);
  }

  private Told register(Key key) {
    Map<String, DoubleSupplier> members = new ConcurrentHashMap<>();
    Metric metric = key.metric();
    Tags tags = Tags.of(metric.labels().get(0), key.shown()).and(key.more());
    Meter meter =
        metric.type() == Metric.Type.COUNTER
            ? FunctionCounter.builder(metric.meter(), members, all -> sum(all.values())).description(metric.sentence()).tags(tags).register(registry)
            : Gauge.builder(metric.meter(), members, all -> greatest(metric) ? values(all.values()).max().orElse(0) : sum(all.values()))
                .description(metric.sentence())
                .tags(tags)
                .register(registry);
    return new Told(meter, members);
  }

  private static boolean greatest(Metric metric) {
    return metric.series().endsWith("_state") || metric.series().endsWith("_seconds");
  }

  private static double sum(Collection<DoubleSupplier> members) {
    return values(members).sum();
  }

  private static DoubleStream values(Collection<DoubleSupplier> members) {
    return members.stream().mapToDouble(DoubleSupplier::getAsDouble);
  }
}
