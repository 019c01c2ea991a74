package dev.caravan.failure;

/** What a failed call says of the system that was called. Thread-safe. */
@FunctionalInterface
public interface CallFailures {
  /** Whether it says that the system is ill, so that its breaker counts it. */
  boolean outside(Throwable failure);

  /** Whether it is enough to open the breaker. */
  default boolean opens(Throwable failure) {
    return false;
  }

  /** The failure in one line, for people. */
  default String told(Throwable failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }
}
