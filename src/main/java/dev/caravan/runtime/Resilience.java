package dev.caravan.runtime;

import dev.caravan.failure.DependencyPolicy;
import java.util.Map;
import java.util.Set;

/**
 * How outside systems are called.
 *
 * @param policies by name of the system; the one by the name "" is for all others
 * @param critical flows that find permits when the others have taken theirs
 */
public record Resilience(Map<String, DependencyPolicy> policies, Set<String> critical) {
  public Resilience {
    policies = Map.copyOf(policies);
    critical = Set.copyOf(critical);
  }

  DependencyPolicy policy(String dependency) {
    return policies.getOrDefault(dependency, policies.get(""));
  }
}
