package dev.caravan.runtime;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckRepository;

/**
 * Lets the first context, which answers for the health of the process, tell of the routes of later ones too.
 * Thread-safe.
 */
final class LaterHealth implements HealthCheckRepository {
  private static final List<String> OF_ROUTES = List.of("route:", "consumer:");

  private final List<FlowContext> contexts;

  /** @param contexts of the runtime, which come and go; the first is left out */
  LaterHealth(List<FlowContext> contexts) {
    this.contexts = contexts;
  }

  @Override
  public String getId() {
    return "caravan-later-routes";
  }

  @Override
  public boolean isEnabled() {
    return true;
  }

  @Override
  public void setEnabled(boolean enabled) {
    throw new UnsupportedOperationException("routes have a health whichever context holds them");
  }

  @Override
  public Stream<HealthCheck> stream() {
    return contexts.stream()
        .skip(1)
        .map(context -> HealthCheckRegistry.get(context.camel()))
        .filter(Objects::nonNull)
        .flatMap(HealthCheckRegistry::stream)
        .filter(check -> OF_ROUTES.stream().anyMatch(check.getId()::startsWith));
  }
}
