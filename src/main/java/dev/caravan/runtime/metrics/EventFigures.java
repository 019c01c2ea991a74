package dev.caravan.runtime.metrics;

import dev.caravan.catalog.Outbox;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;

/** How many of Caravan's own events wait, and since when. The ledger is asked now and then. Thread-safe. */
final class EventFigures {
  private final Outbox outbox;
  private volatile Outbox.Backlog backlog = Outbox.Backlog.NOTHING;

  EventFigures(MeterRegistry registry, Figures figures, Outbox outbox, Clock clock) {
    this.outbox = outbox;
    figures.of(Metric.EVENTS_WAITING, () -> backlog.events());
    figures.of(Metric.EVENTS_AGE, () -> backlog.oldest() == null ? 0 : Math.max(0, Duration.between(backlog.oldest(), clock.instant()).toMillis() / 1000.0));
    FunctionCounter.builder(Metric.EVENTS_SENT.meter(), outbox, Outbox::sent).description(Metric.EVENTS_SENT.sentence()).register(registry);
  }

  void look() {
    if (outbox.keepsAny()) {
      backlog = outbox.backlog();
    }
  }
}
