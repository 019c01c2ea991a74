package dev.caravan.runtime;

import dev.caravan.batch.RejectStore;
import dev.caravan.catalog.Milestones;
import dev.caravan.catalog.ProcessOwner;
import dev.caravan.failure.Dependencies;
import dev.caravan.failure.FailureCounts;
import dev.caravan.quality.ProfileWatch;
import dev.caravan.runtime.logs.LogLevels;
import dev.caravan.runtime.logs.PassLog;
import dev.caravan.runtime.metrics.Metrics;
import dev.caravan.runtime.traces.Traces;
import dev.caravan.source.PassWatch;
import dev.caravan.source.http.HttpSystems;
import dev.caravan.source.kafka.KafkaWatch;
import dev.caravan.streams.StreamsWatch;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who watches a runtime from outside: log, metrics and traces, as far as they are wanted. Thread-safe. */
final class Watchers implements AutoCloseable {
  private final LogLevels levels = LogLevels.show();
  private final Optional<Metrics> metrics;
  private final Optional<Traces> traces;

  private Watchers(Optional<Metrics> metrics, Optional<Traces> traces) {
    this.metrics = metrics;
    this.traces = traces;
  }

  /** @param metrics empty when nobody can ask for them */
  static Watchers of(CaravanConfig.Observation wanted, Optional<Metrics.Subject> metrics, Clock clock) {
    return new Watchers(
        metrics.map(Metrics::new),
        wanted.traces().map(receiver -> new Traces(receiver, wanted.tracesPercent(), version(), ProcessOwner.current().name(), clock)));
  }

  private static String version() {
    String version = Watchers.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  Optional<Metrics> metrics() {
    return metrics;
  }

  PassWatch passes() {
    List<PassWatch> watches = new ArrayList<>(List.of(new PassLog()));
    traces.ifPresent(watches::add);
    metrics.map(Metrics::passes).ifPresent(watches::add);
    return PassWatch.all(watches);
  }

  /** @param others who are told too, first */
  Milestones milestones(Milestones others) {
    return traces.<Milestones>map(
            told ->
                (milestone, flow) -> {
                  others.reached(milestone, flow);
                  told.reached(milestone, flow);
                })
        .orElse(others);
  }

  FailureCounts failures() {
    return (flow, failure) -> {
      metrics.ifPresent(counts -> counts.failed(flow, failure));
      traces.ifPresent(told -> told.failed(flow, failure));
    };
  }

  RejectStore rejects(RejectStore store) {
    return metrics.map(counts -> counts.rejects().watching(store)).orElse(store);
  }

  KafkaWatch kafka() {
    return metrics.<KafkaWatch>map(counts -> counts).orElse(KafkaWatch.NONE);
  }

  ProfileWatch profiles() {
    return metrics.<ProfileWatch>map(Metrics::profiles).orElse(ProfileWatch.NONE);
  }

  StreamsWatch streams() {
    return metrics.<StreamsWatch>map(Metrics::streams).orElse(StreamsWatch.NONE);
  }

  /** Looks at systems outside, too, from now on. */
  void start(Dependencies dependencies, HttpSystems systems) {
    metrics.ifPresent(
        counts -> {
          dependencies.onMade(counts::watch);
          systems.onMade(counts::watch);
          counts.start();
        });
  }

  @Override
  public void close() {
    metrics.ifPresent(Metrics::close);
    traces.ifPresent(Traces::close);
    levels.close();
  }
}
