package dev.caravan.runtime;

import dev.caravan.failure.Backoff;
import dev.caravan.failure.Failure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Called by Camel when a step has failed and before it decides to repeat it: says how long to wait, and tells
 * why and until when. Thread-safe.
 */
public final class FailureWatch implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(FailureWatch.class);
  private static final String ATTEMPTS = "CaravanAttempts";

  private final Failures failures;
  private final Backoff backoff;
  private final Clock clock;
  private final Listener listener;

  /** Hears of a failure after which a step is repeated. */
  interface Listener {
    /** @return who repeats, for the log */
    String repeated(Exchange exchange, Failure failure, int attempts, Instant next);
  }

  FailureWatch(Failures failures, Backoff backoff, Clock clock, Listener listener) {
    this.failures = failures;
    this.backoff = backoff;
    this.clock = clock;
    this.listener = listener;
  }

  /** For calls of no flow: the log alone tells of them. */
  static FailureWatch ofCalls(Failures failures, Backoff backoff, Clock clock) {
    return new FailureWatch(failures, backoff, clock, (exchange, failure, attempts, next) -> "A call");
  }

  /** How often the step that failed last was tried. */
  static int attempts(Exchange exchange) {
    return exchange.getProperty(ATTEMPTS, 1, Integer.class);
  }

  /** Whether the failure of an exchange is one after which the step is repeated, as far as it alone can tell. */
  public boolean mayPass(Exchange exchange) {
    Failure failure = failures.of(FlowFailures.failure(exchange));
    return failure.reaction() == Failure.Reaction.RETRY && backoff.before(Math.min(1, backoff.attempts()), failure.asked()).isPresent();
  }

  @Override
  public void process(Exchange exchange) {
    Failure failure = failures.of(FlowFailures.failure(exchange));
    int attempts = Math.max(1, exchange.getIn().getHeader(Exchange.REDELIVERY_COUNTER, 1, Integer.class));
    exchange.setProperty(ATTEMPTS, attempts);
    // A delay that arrived with a message must not count (I7).
    exchange.getIn().removeHeader(Exchange.REDELIVERY_DELAY);
    Optional<Duration> delay = failure.reaction() == Failure.Reaction.RETRY ? backoff.before(attempts, failure.asked()) : Optional.empty();
    if (delay.isPresent()) {
      exchange.getIn().setHeader(Exchange.REDELIVERY_DELAY, delay.get().toMillis());
      Instant next = clock.instant().plus(delay.get());
      String who = listener.repeated(exchange, failure, attempts, next);
      LOG.warn(
          "{} failed at attempt {} of {}, {}{}; tried again at {}: {}",
          who, attempts, backoff.attempts() + 1, failure.why(),
          failure.retryAfter().map(asked -> ", asked to wait " + asked.toSeconds() + " s").orElse(""), next.truncatedTo(ChronoUnit.MILLIS),
          failure.problem().message() + " [" + failure.problem().code().code() + "]");
    }
  }
}
