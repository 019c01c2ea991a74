package dev.caravan.failure;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** The outside systems of a runtime by name, each made when it is first asked for. Thread-safe. */
public final class Dependencies {
  private final Function<String, DependencyPolicy> policies;
  private final Set<String> critical;
  private final CallFailures failures;
  private final Map<String, Dependency> made = new ConcurrentHashMap<>();
  private final List<Consumer<Dependency>> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param policies by name of a dependency
   * @param critical names of flows
   * @param failures what failed calls say of the system
   */
  public Dependencies(Function<String, DependencyPolicy> policies, Set<String> critical, CallFailures failures) {
    this.policies = policies;
    this.critical = Set.copyOf(critical);
    this.failures = failures;
  }

  /** Whether a failure is enough to open the breaker of the system that failed. */
  public boolean opens(Throwable failure) {
    return failures.opens(failure);
  }

  public Dependency dependency(String name) {
    return made.computeIfAbsent(name, this::make);
  }

  private Dependency make(String name) {
    return told(new Dependency(name, policies.apply(name), !critical.isEmpty(), failures));
  }

  private Dependency told(Dependency dependency) {
    listeners.forEach(listener -> listener.accept(dependency));
    return dependency;
  }

  /** Gives a dependency that was not asked for yet a breaker that somebody has made for it. */
  public void use(String name, CircuitBreaker breaker) {
    made.computeIfAbsent(name, key -> told(new Dependency(key, policies.apply(key), !critical.isEmpty(), failures, breaker)));
  }

  /** Those that were asked for so far, by name. */
  public Collection<Dependency> all() {
    return made.values().stream().sorted(Comparator.comparing(Dependency::name)).toList();
  }

  /** Is told of each dependency when it is made; of those that are there, at once. */
  public void onMade(Consumer<Dependency> listener) {
    listeners.add(listener);
    made.values().forEach(listener);
  }

  /** What opened the breaker of a dependency last; empty when nothing has, or nobody asked for it so far. */
  public Optional<String> openedBy(String name) {
    return Optional.ofNullable(made.get(name)).flatMap(Dependency::openedBy);
  }

  public boolean isCritical(String flow) {
    return critical.contains(flow);
  }

  /** The breaker of a dependency, with its permits, for calls of a flow. */
  public CircuitBreaker breaker(String name, String flow) {
    return new DependencyBreaker(this, name, name, flow);
  }

  /**
   * Makes one call by the rules of a dependency, for calls that are no step of a route.
   *
   * @throws Exception what the call throws
   * @throws io.github.resilience4j.circuitbreaker.CallNotPermittedException when its breaker is open
   * @throws io.github.resilience4j.bulkhead.BulkheadFullException when no permit becomes free in time
   */
  public <T> T call(String name, Callable<T> call) throws Exception {
    return breaker(name, "").executeCallable(call);
  }
}
