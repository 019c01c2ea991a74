package dev.caravan.runtime;

/** What consoles see of one outside system; JMX asks for names that begin with get. */
public interface DependencyViewMBean {
  String getName();

  /** closed, probing or open. */
  String getState();

  /** In percent of the calls that the breaker looks back on. */
  float getFailureRate();

  int getUnderWay();

  /** Calls at once; 0 for any number. */
  int getLimit();

  long getSucceeded();

  long getFailed();

  /** Calls not made because the breaker was open. */
  long getRefused();

  /** Calls that waited for a permit in vain. */
  long getTurnedAway();
}
