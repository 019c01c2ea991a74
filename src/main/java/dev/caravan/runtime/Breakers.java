package dev.caravan.runtime;

import dev.caravan.failure.Dependencies;
import org.apache.camel.spi.Registry;

/** The outside systems as routes and Kamelets find them. Thread-safe. */
final class Breakers {
  /** The dependency of breakers that name none. */
  private static final String OUTSIDE = "outside";

  private final Dependencies dependencies;

  Breakers(Dependencies dependencies) {
    this.dependencies = dependencies;
  }

  static Dependencies dependencies(CaravanConfig config, Failures failures) {
    return new Dependencies(config.resilience()::policy, config.resilience().critical(), failure -> failures.of(failure).outside());
  }

  void bind(Registry registry) {
    registry.bind("dependencies", dependencies);
    registry.bind("caravanBreaker", dependencies.breaker(OUTSIDE, ""));
    registry.bind("httpBreakers", new HttpBreakers(dependencies));
    registry.bind("httpMessages", new HttpMessages());
  }
}
