package dev.caravan.runtime;

import dev.caravan.failure.Dependency;
import dev.caravan.failure.Failure;
import dev.caravan.failure.FailureCounts;
import dev.caravan.source.kafka.KafkaWatch;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/** What Prometheus reads of this runtime, beside what Camel tells it. Thread-safe. */
final class Metrics implements FailureCounts, KafkaWatch {
  private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  /** by flow; a later version of a flow takes the place of the one before */
  private final Map<String, LongSupplier> lags = new ConcurrentHashMap<>();

  PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Shows how an outside system stands. */
  void watch(Dependency dependency) {
    gauge("state", "0 closed, 1 probing, 2 open", dependency, standing -> standing.state().ordinal());
    gauge("calls.under.way", "Calls under way; 0 where any number may be made", dependency, Dependency.Standing::underWay);
    gauge("calls.limit", "Calls at once; 0 for any number", dependency, Dependency.Standing::limit);
    calls("succeeded", dependency, Dependency.Standing::succeeded);
    calls("failed", dependency, Dependency.Standing::failed);
    calls("refused", dependency, Dependency.Standing::refused);
    calls("turned-away", dependency, Dependency.Standing::turnedAway);
    FunctionCounter.builder("caravan.dependency.opened", dependency, each -> each.standing().opened())
        .description("How often the breaker of an outside system has opened")
        .tag("dependency", dependency.name())
        .register(registry);
  }

  private void gauge(String name, String description, Dependency dependency, ToDoubleFunction<Dependency.Standing> value) {
    Gauge.builder("caravan.dependency." + name, dependency, each -> value.applyAsDouble(each.standing()))
        .description(description)
        .tag("dependency", dependency.name())
        .register(registry);
  }

  private void calls(String outcome, Dependency dependency, ToDoubleFunction<Dependency.Standing> value) {
    FunctionCounter.builder("caravan.dependency.calls", dependency, each -> value.applyAsDouble(each.standing()))
        .description("Calls to outside systems, those that were not made among them")
        .tag("dependency", dependency.name())
        .tag("outcome", outcome)
        .register(registry);
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

  @Override
  public void reads(String flow, LongSupplier lag) {
    if (lags.put(flow, lag) == null) {
      Gauge.builder("caravan.kafka.lag", lags, all -> all.get(flow).getAsLong())
          .description("Records in the partitions this process reads which are not gathered yet")
          .tag("flow", flow)
          .register(registry);
    }
  }

  @Override
  public void missed(String flow, long records) {
    Counter.builder("caravan.kafka.missed")
        .description("Offsets that were gone before they were read")
        .tag("flow", flow)
        .register(registry)
        .increment(records);
  }
}
