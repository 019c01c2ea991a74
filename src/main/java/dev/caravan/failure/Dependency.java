package dev.caravan.failure;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.IllegalStateTransitionException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One outside system as all flows of the process see it: its circuit breaker, and how many calls it gets at
 * once. A permit is held until the call is over, whoever has stopped waiting for it. Thread-safe.
 */
public final class Dependency {
  private static final Logger LOG = LoggerFactory.getLogger(Dependency.class);

  private final String name;
  private final DependencyPolicy policy;
  private final CallFailures failures;
  private final CircuitBreaker breaker;
  private final Optional<Bulkhead> all;
  /** What flows have to pass first that are not critical: the others find permits that these cannot take. */
  private final Optional<Bulkhead> ordinary;
  private final LongAdder succeeded = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder turnedAway = new LongAdder();
  private final LongAdder opened = new LongAdder();
  /** in one line; null for none */
  private volatile String lastFailure;
  private volatile String openedBy;
  private final List<Consumer<Standing>> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param anyCritical whether any flow is critical
   * @param failures what failed calls say of the system
   */
  Dependency(String name, DependencyPolicy policy, boolean anyCritical, CallFailures failures) {
    this(
        name,
        policy,
        anyCritical,
        failures,
        CircuitBreaker.of(
            name,
            CircuitBreakerConfig.custom()
                .failureRateThreshold(policy.failures())
                .slidingWindowSize(policy.calls())
                .minimumNumberOfCalls(policy.calls())
                .waitDurationInOpenState(policy.open())
                .permittedNumberOfCallsInHalfOpenState(policy.probes())
                // By the time of day one that is open when the clock is put back would stay so.
                .clock(new SteadyClock())
                // What lies with a route, a contract or a row says nothing about the system outside.
                .ignoreException(failure -> !failures.outside(failure))
                .build()));
  }

  Dependency(String name, DependencyPolicy policy, boolean anyCritical, CallFailures failures, CircuitBreaker breaker) {
    this.name = name;
    this.policy = policy;
    this.failures = failures;
    this.breaker = breaker;
    breaker.getEventPublisher().onStateTransition(event -> turned(event.getStateTransition().getToState()));
    this.all = policy.concurrent() == 0 ? Optional.empty() : Optional.of(bulkhead(name, policy.concurrent(), policy));
    int some = policy.ordinary(anyCritical);
    this.ordinary = some == policy.concurrent() ? Optional.empty() : Optional.of(bulkhead(name + " (ordinary)", some, policy));
  }

  private static Bulkhead bulkhead(String name, int calls, DependencyPolicy policy) {
    return Bulkhead.of(name, BulkheadConfig.custom().maxConcurrentCalls(calls).maxWaitDuration(policy.patience()).fairCallHandlingStrategyEnabled(true).build());
  }

  public String name() {
    return name;
  }

  public DependencyPolicy policy() {
    return policy;
  }

  CircuitBreaker breaker() {
    return breaker;
  }

  /**
   * Takes a permit for one call; it has to be given back by {@link #leave}.
   *
   * @throws BulkheadFullException when none becomes free in time
   * @throws CallNotPermittedException when the breaker is open
   */
  void enter(boolean critical) {
    Optional<Bulkhead> first = critical ? Optional.empty() : ordinary;
    try {
      first.ifPresent(Bulkhead::acquirePermission);
      try {
        all.ifPresent(Bulkhead::acquirePermission);
      } catch (RuntimeException e) {
        first.ifPresent(Bulkhead::releasePermission);
        throw e;
      }
    } catch (BulkheadFullException e) {
      turnedAway.increment();
      throw e;
    }
    try {
      breaker.acquirePermission();
    } catch (CallNotPermittedException e) {
      refused.increment();
      leave(critical);
      throw e;
    }
  }

  void leave(boolean critical) {
    all.ifPresent(Bulkhead::onComplete);
    if (!critical) {
      ordinary.ifPresent(Bulkhead::onComplete);
    }
  }

  void succeeded() {
    succeeded.increment();
  }

  /** Counts a failed call, and opens the breaker when that one failure is enough. */
  void failed(Throwable failure) {
    failed.increment();
    if (failures.opens(failure) && state() != State.OPEN) {
      try {
        breaker.transitionToOpenState();
      } catch (IllegalStateTransitionException e) {
        LOG.debug("Another call has opened {} meanwhile", name, e);
      }
    }
  }

  /** Remembers what may open the breaker. */
  void failing(Throwable failure) {
    if (failures.outside(failure)) {
      lastFailure = failures.told(failure);
    }
  }

  private void turned(CircuitBreaker.State state) {
    if (state == CircuitBreaker.State.OPEN) {
      openedBy = lastFailure;
      opened.increment();
      LOG.warn("The circuit breaker {} opens for {} s: {}", name, policy.open().toSeconds(), lastFailure == null ? "it was told to" : lastFailure);
      listeners.forEach(listener -> listener.accept(standing()));
    }
  }

  /** Is told each time the breaker opens, by the thread whose call has opened it. */
  public void onOpened(Consumer<Standing> listener) {
    listeners.add(listener);
  }

  /** What opened the breaker last, in one line. */
  public Optional<String> openedBy() {
    return Optional.ofNullable(openedBy);
  }

  /** How it stands at this moment. */
  public Standing standing() {
    int free = all.map(bulkhead -> bulkhead.getMetrics().getAvailableConcurrentCalls()).orElse(0);
    return new Standing(
        name,
        state(),
        Math.max(0, breaker.getMetrics().getFailureRate()),
        policy.concurrent() == 0 ? 0 : policy.concurrent() - free,
        policy.concurrent(),
        succeeded.sum(),
        failed.sum(),
        refused.sum(),
        turnedAway.sum(),
        opened.sum());
  }

  private State state() {
    return switch (breaker.getState()) {
      case CLOSED, DISABLED, METRICS_ONLY -> State.CLOSED;
      case HALF_OPEN -> State.PROBING;
      case OPEN, FORCED_OPEN -> State.OPEN;
    };
  }

  /** Whether calls are made. */
  public enum State {
    CLOSED,
    /** a few are, and decide */
    PROBING,
    /** none are, for a while */
    OPEN
  }

  /**
   * A picture of one moment.
   *
   * @param failureRate in percent of the calls looked back on; 0 as long as there were too few
   * @param underWay calls; not counted when any number may be made
   * @param limit of them; 0 for none
   * @param refused calls that were not made because the breaker was open
   * @param turnedAway calls that waited for a permit in vain
   * @param opened how often the breaker has opened
   */
  public record Standing(String name, State state, float failureRate, int underWay, int limit, long succeeded, long failed, long refused, long turnedAway, long opened) {}
}
