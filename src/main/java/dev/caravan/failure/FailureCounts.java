package dev.caravan.failure;

/** Counts failures for those who watch from outside. Thread-safe. */
public interface FailureCounts {
  /** Where nobody watches. */
  FailureCounts NONE = (flow, failure) -> {};

  void failed(String flow, Failure failure);
}
