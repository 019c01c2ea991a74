package dev.caravan.runtime;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.spi.Registry;

/** The circuit breakers that Kamelets name: one per outside system, shared by all flows that use it. Thread-safe. */
final class Breakers {
  private static final List<String> NAMES = List.of("caravanBreaker", "s3Breaker", "jdbcBreaker");

  private final CaravanConfig.Breaker config;
  private final Failures failures;
  private final Map<String, CircuitBreaker> made = new ConcurrentHashMap<>();

  Breakers(CaravanConfig.Breaker config, Failures failures) {
    this.config = config;
    this.failures = failures;
  }

  /** The same for all registries. */
  CircuitBreaker breaker(String name) {
    return made.computeIfAbsent(name, key -> CircuitBreaker.of(key, config(config, failures)));
  }

  void bind(Registry registry) {
    NAMES.forEach(name -> registry.bind(name, breaker(name)));
    registry.bind("httpBreakers", new HttpBreakers(this));
    registry.bind("httpMessages", new HttpMessages());
  }

  static CircuitBreakerConfig config(CaravanConfig.Breaker breaker, Failures failures) {
    return CircuitBreakerConfig.custom()
        .failureRateThreshold(breaker.failures())
        .slidingWindowSize(breaker.calls())
        .minimumNumberOfCalls(breaker.calls())
        .waitDurationInOpenState(breaker.open())
        // What lies with a route, a contract or a row says nothing about the system outside.
        .ignoreException(failure -> !failures.of(failure).outside())
        .build();
  }
}
