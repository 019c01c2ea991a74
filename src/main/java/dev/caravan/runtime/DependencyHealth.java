package dev.caravan.runtime;

import dev.caravan.failure.Dependencies;
import dev.caravan.failure.Dependency;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Tells the state of each outside system. Without the ledger nothing goes on, so an open breaker there means not ready;
 * of the others one may be down while flows that do not need it go on. Thread-safe.
 */
final class DependencyHealth extends AbstractHealthCheck implements DetailedHealth {
  private final Dependencies dependencies;

  DependencyHealth(Dependencies dependencies) {
    super("caravan", "caravan-dependencies");
    this.dependencies = dependencies;
  }

  @Override
  public boolean isLiveness() {
    return false;
  }

  @Override
  public String details() {
    return "dependencies";
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    builder.up();
    for (Dependency dependency : dependencies.all()) {
      Dependency.Standing standing = dependency.standing();
      builder.detail(standing.name(), told(standing));
      if (standing.state() == Dependency.State.OPEN && standing.name().equals(LEDGER)) {
        builder.message("The ledger does not answer").down();
      }
    }
  }

  // Anyone may ask: what a failure brought along, such as addresses, stands in the log.
  private static String told(Dependency.Standing standing) {
    return switch (standing.state()) {
      case CLOSED -> "closed";
      case PROBING -> "probing: some calls are made to see whether it answers again";
      case OPEN -> "open: no calls are made for a while; " + standing.failed() + " have failed, the log says how";
    };
  }

  static final String LEDGER = "ledger";
}
