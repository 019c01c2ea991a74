package dev.caravan.failure;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The breaker of a dependency as one flow uses it: whoever gets its permission has a permit of the dependency too, until
 * the call is over. So an EIP `circuitBreaker` that names it limits the calls of all flows together, which a bulkhead of
 * the EIP itself does not: each has its own, and with a timeout it gives the permit back while the call goes on.
 * Thread-safe.
 */
public final class DependencyBreaker implements CircuitBreaker {
  private final Dependency dependency;
  private final CircuitBreaker breaker;
  private final boolean critical;

  /**
   * @param named the dependency that a route names, or empty
   * @param byDefault the dependency otherwise; what ends in addresses is named by the host of the first
   * @param flow that calls
   */
  public DependencyBreaker(Dependencies dependencies, String named, String byDefault, String flow) {
    this.dependency = dependencies.dependency(named.isEmpty() ? byDefault.replaceFirst("[:,].*", "") : named);
    this.breaker = dependency.breaker();
    this.critical = dependencies.isCritical(flow);
  }

  @Override
  public void acquirePermission() {
    dependency.enter(critical);
  }

  @Override
  public boolean tryAcquirePermission() {
    try {
      dependency.enter(critical);
      return true;
    } catch (io.github.resilience4j.circuitbreaker.CallNotPermittedException | io.github.resilience4j.bulkhead.BulkheadFullException e) {
      return false;
    }
  }

  @Override
  public void releasePermission() {
    try {
      breaker.releasePermission();
    } finally {
      dependency.leave(critical);
    }
  }

  @Override
  public void onError(long duration, TimeUnit unit, Throwable failure) {
    try {
      dependency.failing(failure);
      breaker.onError(duration, unit, failure);
      dependency.failed(failure);
    } finally {
      dependency.leave(critical);
    }
  }

  @Override
  public void onSuccess(long duration, TimeUnit unit) {
    try {
      breaker.onSuccess(duration, unit);
      dependency.succeeded();
    } finally {
      dependency.leave(critical);
    }
  }

  @Override
  public void onResult(long duration, TimeUnit unit, Object result) {
    try {
      breaker.onResult(duration, unit, result);
      dependency.succeeded();
    } finally {
      dependency.leave(critical);
    }
  }

  @Override
  public void reset() {
    breaker.reset();
  }

  @Override
  public void transitionToClosedState() {
    breaker.transitionToClosedState();
  }

  @Override
  public void transitionToOpenState() {
    breaker.transitionToOpenState();
  }

  @Override
  public void transitionToOpenStateFor(Duration time) {
    breaker.transitionToOpenStateFor(time);
  }

  @Override
  public void transitionToOpenStateUntil(Instant until) {
    breaker.transitionToOpenStateUntil(until);
  }

  @Override
  public void transitionToHalfOpenState() {
    breaker.transitionToHalfOpenState();
  }

  @Override
  public void transitionToDisabledState() {
    breaker.transitionToDisabledState();
  }

  @Override
  public void transitionToMetricsOnlyState() {
    breaker.transitionToMetricsOnlyState();
  }

  @Override
  public void transitionToForcedOpenState() {
    breaker.transitionToForcedOpenState();
  }

  @Override
  public String getName() {
    return breaker.getName();
  }

  @Override
  public State getState() {
    return breaker.getState();
  }

  @Override
  public CircuitBreakerConfig getCircuitBreakerConfig() {
    return breaker.getCircuitBreakerConfig();
  }

  @Override
  public Metrics getMetrics() {
    return breaker.getMetrics();
  }

  @Override
  public Map<String, String> getTags() {
    return breaker.getTags();
  }

  @Override
  public EventPublisher getEventPublisher() {
    return breaker.getEventPublisher();
  }

  @Override
  public long getCurrentTimestamp() {
    return breaker.getCurrentTimestamp();
  }

  @Override
  public TimeUnit getTimestampUnit() {
    return breaker.getTimestampUnit();
  }
}
