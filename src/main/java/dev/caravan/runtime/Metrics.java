package dev.caravan.runtime;

import dev.caravan.failure.Failure;
import dev.caravan.failure.FailureCounts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** What Prometheus reads of this runtime, beside what Camel tells it. Thread-safe. */
final class Metrics implements FailureCounts {
  private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  PrometheusMeterRegistry registry() {
    return registry;
  }

  @Override
  public void failed(String flow, Failure failure) {
    Counter.builder("caravan.failures")
        .description("Failures of flows, those after which a step was repeated among them")
        .tag("flow", flow)
        .tag("class", failure.failureClass().word())
        .tag("code", failure.problem().code().code())
        .register(registry)
        .increment();
  }
}
