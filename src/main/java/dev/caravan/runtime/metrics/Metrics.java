package dev.caravan.runtime.metrics;

import dev.caravan.batch.Engine;
import dev.caravan.batch.EngineConfig;
import dev.caravan.catalog.FlowStands;
import dev.caravan.catalog.Outbox;
import dev.caravan.failure.Dependency;
import dev.caravan.failure.Failure;
import dev.caravan.failure.FailureCounts;
import dev.caravan.quality.ProfileWatch;
import dev.caravan.source.FlowProgress;
import dev.caravan.source.PassWatch;
import dev.caravan.source.http.HttpSystem;
import dev.caravan.source.kafka.KafkaWatch;
import dev.caravan.streams.StreamsWatch;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Prometheus reads of this runtime: the series of {@link Metric}, and what Camel counts. Thread-safe; close it
 * before the ledger and the engine.
 */
public final class Metrics implements FailureCounts, KafkaWatch, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Metrics.class);
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration LAST_LOOK = Duration.ofSeconds(10);

  private final PrometheusMeterRegistry registry;
  private final RejectCounts rejects = new RejectCounts();
  private final Figures figures;
  private final FlowFigures flows;
  private final ProcessFigures process;
  private final EventFigures events;
  private final PassWatch passes;
  private final StreamsWatch streams;
  private final ProfileFigures profiles;
  private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor(Metrics::thread);

  /**
   * What is looked at.
   *
   * @param series where it is told
   * @param progress how far flows have come; not asked before {@link #start}
   */
  public record Subject(
      Series series, Supplier<List<FlowProgress>> progress, FlowStands ledger, Engine engine, EngineConfig engineConfig, Path data, long diskReserve, Outbox outbox, Clock clock) {}

  public Metrics(Subject subject) {
    registry = subject.series().registry();
    figures = new Figures(registry, subject.series().bounds());
    flows = new FlowFigures(figures, subject.progress(), subject.ledger(), subject.clock());
    process = new ProcessFigures(registry, figures, subject);
    events = new EventFigures(registry, figures, subject.outbox(), subject.clock());
    streams = new StreamsFigures(figures);
    profiles = new ProfileFigures(figures);
    passes = PassWatch.all(List.of(new BatchCounts(registry, rejects, subject.clock()), flows));
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "caravan-figures");
    thread.setDaemon(true);
    return thread;
  }

  /** Where all series are; Camel adds its own, and serves them. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  public RejectCounts rejects() {
    return rejects;
  }

  /** Hears of passes and batches. */
  public PassWatch passes() {
    return passes;
  }

  /** Hears what batches look like. */
  public ProfileWatch profiles() {
    return profiles;
  }

  /** Hears of files of streams. */
  public StreamsWatch streams() {
    return streams;
  }

  /** Begins to look. */
  public void start() {
    often(flows::look);
    often(process::look);
    often(events::look);
  }

  private void often(Runnable look) {
    looks.scheduleWithFixedDelay(() -> quietly(look), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  // Thrown on, it would end the schedule.
  private static void quietly(Runnable look) {
    try {
      look.run();
    } catch (RuntimeException e) {
      LOG.warn("Some figures could not be looked up: {}", e.toString());
    }
  }

  /** Tells how an outside system stands. */
  public void watch(Dependency dependency) {
    of(Metric.DEPENDENCY_STATE, dependency, Tags.empty(), standing -> standing.state().ordinal());
    of(Metric.DEPENDENCY_UNDER_WAY, dependency, Tags.empty(), Dependency.Standing::underWay);
    of(Metric.DEPENDENCY_LIMIT, dependency, Tags.empty(), Dependency.Standing::limit);
    of(Metric.DEPENDENCY_OPENED, dependency, Tags.empty(), Dependency.Standing::opened);
    of(Metric.DEPENDENCY_CALLS, dependency, Tags.of("outcome", "succeeded"), Dependency.Standing::succeeded);
    of(Metric.DEPENDENCY_CALLS, dependency, Tags.of("outcome", "failed"), Dependency.Standing::failed);
    of(Metric.DEPENDENCY_CALLS, dependency, Tags.of("outcome", "refused"), Dependency.Standing::refused);
    of(Metric.DEPENDENCY_CALLS, dependency, Tags.of("outcome", "turned-away"), Dependency.Standing::turnedAway);
  }

  private void of(Metric metric, Dependency dependency, Tags more, ToDoubleFunction<Dependency.Standing> value) {
    figures.of(metric, dependency.name(), more, () -> value.applyAsDouble(dependency.standing()));
  }

  /** Tells how many calls a system gets whose limit is divided. */
  public void watch(HttpSystem system) {
    figures.of(Metric.BUDGET_UNDER_WAY, system.name(), () -> system.budget().underWay());
    figures.of(Metric.BUDGET_ALLOWED, system.name(), () -> system.budget().allowed());
    figures.of(Metric.BUDGET_LIMIT, system.name(), () -> system.budget().limit());
  }

  @Override
  public void failed(String flow, Failure failure) {
    add(Metric.FAILURES, Tags.of("flow", flow, "class", failure.failureClass().word(), "code", failure.problem().code().code()), 1);
  }

  @Override
  public void reads(String flow, LongSupplier lag) {
    figures.of(Metric.KAFKA_LAG, flow, lag::getAsLong);
  }

  @Override
  public void missed(String flow, long records) {
    add(Metric.KAFKA_MISSED, Tags.of("flow", flow), records);
  }

  private void add(Metric metric, Tags tags, double amount) {
    Counter.builder(metric.meter()).description(metric.sentence()).tags(tags).register(registry).increment(amount);
  }

  /** Waits for a look that is under way: what it looks at is closed next. */
  @Override
  public void close() {
    // Not shutdownNow: an interrupt in the middle of a write would close the file under H2.
    looks.shutdown();
    try {
      if (!looks.awaitTermination(LAST_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("A look at figures takes longer than the process");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.close();
  }
}
