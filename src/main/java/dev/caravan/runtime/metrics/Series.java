package dev.caravan.runtime.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * The series that Prometheus reads: those of {@link Metric} and Camel's own, each label bounded. Made before anything that
 * counts, since Camel looks for the registry while it is being built. Thread-safe.
 */
public final class Series {
  private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final LabelBounds bounds;

  /** @param labelValues values of a label that keep their name; further ones are told together as {@code other} */
  public Series(int labelValues) {
    bounds = new LabelBounds(labelValues);
    // First the name is looked at, then its labels.
    registry.config().meterFilter(MeterFilter.deny(this::unlisted)).meterFilter(bounds);
  }

  // What the binders of Micrometer tell differs from one collector and one system to the next.
  private boolean unlisted(Meter.Id id) {
    boolean ours = id.getName().startsWith("caravan_");
    boolean camels = id.getName().startsWith("camel") || id.getName().startsWith("app.");
    String series = registry.config().namingConvention().name(id.getName(), id.getType(), id.getBaseUnit());
    // A gauge of time has no unit yet when it is asked for.
    return !ours && !camels && Metric.of(series).or(() -> Metric.of(series + "_seconds")).isEmpty();
  }

  /** Where Camel puts its own series. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  LabelBounds bounds() {
    return bounds;
  }
}
