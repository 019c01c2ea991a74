package dev.caravan.runtime;

import dev.caravan.failure.CallFailures;
import dev.caravan.failure.Dependencies;
import dev.caravan.failure.Failure;
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
    return new Dependencies(config.resilience()::policy, config.resilience().critical(), new Classified(failures));
  }

  /** By the table of failures. */
  private record Classified(Failures failures) implements CallFailures {
    @Override
    public boolean outside(Throwable failure) {
      return failures.of(failure).outside();
    }

    @Override
    public boolean opens(Throwable failure) {
      return failures.of(failure).opens();
    }

    @Override
    public String told(Throwable failure) {
      Failure known = failures.of(failure);
      return known.problem().message() + " [" + known.problem().code().code() + "] (" + known.why() + ")";
    }
  }

  void bind(Registry registry) {
    registry.bind("dependencies", dependencies);
    registry.bind("caravanBreaker", dependencies.breaker(OUTSIDE, ""));
    registry.bind("httpBreakers", new HttpBreakers(dependencies));
    registry.bind("httpMessages", new HttpMessages(dependencies::opens));
  }
}
