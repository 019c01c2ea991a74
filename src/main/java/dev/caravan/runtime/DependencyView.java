package dev.caravan.runtime;

import dev.caravan.failure.Dependency;

/** One outside system over JMX. Thread-safe. */
public final class DependencyView implements DependencyViewMBean {
  private final Dependency dependency;

  DependencyView(Dependency dependency) {
    this.dependency = dependency;
  }

  @Override
  public String getName() {
    return dependency.name();
  }

  @Override
  public String getState() {
    return dependency.standing().state().name().toLowerCase(java.util.Locale.ROOT);
  }

  @Override
  public float getFailureRate() {
    return dependency.standing().failureRate();
  }

  @Override
  public int getUnderWay() {
    return dependency.standing().underWay();
  }

  @Override
  public int getLimit() {
    return dependency.standing().limit();
  }

  @Override
  public long getSucceeded() {
    return dependency.standing().succeeded();
  }

  @Override
  public long getFailed() {
    return dependency.standing().failed();
  }

  @Override
  public long getRefused() {
    return dependency.standing().refused();
  }

  @Override
  public long getTurnedAway() {
    return dependency.standing().turnedAway();
  }
}
