package dev.caravan.runtime.metrics;

import dev.caravan.CaravanException;
import dev.caravan.catalog.FlowStands;
import dev.caravan.source.FlowProgress;
import dev.caravan.source.PassWatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How flows stand, and since when. The ledger is asked now and then, never by whoever asks for metrics. Thread-safe. */
final class FlowFigures implements PassWatch {
  private static final Logger LOG = LoggerFactory.getLogger(FlowFigures.class);
  private static final List<Metric> OF_FLOWS =
      List.of(Metric.FLOW_STATE, Metric.FRESHNESS, Metric.PASS_AGE, Metric.CURSOR_AGE, Metric.LAG, Metric.QUEUE, Metric.IN_HAND);

  private final Figures figures;
  private final Supplier<List<FlowProgress>> progress;
  private final FlowStands ledger;
  private final Clock clock;
  private final Map<String, FlowProgress> flows = new ConcurrentHashMap<>();
  private final Map<String, Instant> passed = new ConcurrentHashMap<>();
  private final Map<String, Instant> landed = new ConcurrentHashMap<>();
  private volatile Map<String, FlowStands.Stand> stands = Map.of();

  FlowFigures(Figures figures, Supplier<List<FlowProgress>> progress, FlowStands ledger, Clock clock) {
    this.figures = figures;
    this.progress = progress;
    this.ledger = ledger;
    this.clock = clock;
  }

  @Override
  public void committed(Committed batch) {
    landed(batch.flow(), clock.instant());
  }

  @Override
  public void ended(String flow, boolean well) {
    if (well) {
      passed.put(flow, clock.instant());
    }
  }

  /** Looks at all flows, those that are new and those that are gone among them. */
  void look() {
    List<FlowProgress> now = progress.get();
    Set<String> gone = new HashSet<>(flows.keySet());
    for (FlowProgress flow : now) {
      gone.remove(flow.flow());
      if (flows.put(flow.flow(), flow) == null) {
        tell(flow.flow());
      }
    }
    gone.forEach(this::forget);
    askLedger();
  }

  private void tell(String flow) {
    passed.putIfAbsent(flow, clock.instant());
    figures.of(Metric.PASS_AGE, flow, () -> age(passed.get(flow)));
    of(Metric.FLOW_STATE, flow, each -> each.state().ordinal());
    of(Metric.LAG, flow, each -> each.bytesKnown() - each.bytesDone());
    of(Metric.IN_HAND, flow, FlowProgress::rowsInHand);
  }

  private void of(Metric metric, String flow, ToDoubleFunction<FlowProgress> value) {
    figures.of(
        metric,
        flow,
        () -> {
          FlowProgress now = flows.get(flow);
          return now == null ? 0 : value.applyAsDouble(now);
        });
  }

  private void landed(String flow, Instant time) {
    if (landed.put(flow, time) == null) {
      figures.of(Metric.FRESHNESS, flow, () -> age(landed.get(flow)));
    }
  }

  private void forget(String flow) {
    flows.remove(flow);
    landed.remove(flow);
    passed.remove(flow);
    OF_FLOWS.forEach(metric -> figures.forget(metric, flow));
  }

  private void askLedger() {
    try {
      stands = ledger.stands(flows.keySet());
      for (String flow : flows.keySet()) {
        if (!landed.containsKey(flow)) {
          ledger.lastLanded(flow).ifPresent(time -> landed(flow, time));
        }
      }
    } catch (CaravanException e) {
      // Its breaker is told by a figure of its own; what was last known goes on to be told.
      LOG.debug("The ledger could not be asked how flows stand", e);
    }
    stands.forEach(
        (flow, stand) -> {
          figures.of(Metric.QUEUE, flow, () -> stand.unfinished());
          if (stand.cursorMoved() != null) {
            figures.of(Metric.CURSOR_AGE, flow, () -> age(stand.cursorMoved()));
          }
        });
  }

  private double age(Instant time) {
    return time == null ? 0 : Math.max(0, Duration.between(time, clock.instant()).toMillis() / 1000.0);
  }
}
