package dev.caravan.runtime;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.util.List;
import org.apache.camel.spi.Registry;

/** The circuit breakers that Kamelets name: one per outside system, shared by all flows that use it. */
final class Breakers {
  private static final List<String> NAMES = List.of("caravanBreaker", "s3Breaker", "jdbcBreaker");

  private Breakers() {}

  static void bind(CaravanConfig.Breaker breaker, Registry registry) {
    NAMES.forEach(name -> registry.bind(name, CircuitBreaker.of(name, config(breaker))));
    registry.bind("httpBreakers", new HttpBreakers(breaker));
    registry.bind("httpMessages", new HttpMessages());
  }

  static CircuitBreakerConfig config(CaravanConfig.Breaker breaker) {
    return CircuitBreakerConfig.custom()
        .failureRateThreshold(breaker.failures())
        .slidingWindowSize(breaker.calls())
        .minimumNumberOfCalls(breaker.calls())
        .waitDurationInOpenState(breaker.open())
        // What lies with a route, a contract or a row says nothing about the system outside.
        .ignoreException(failure -> !Failures.isOutside(failure))
        .build();
  }
}
