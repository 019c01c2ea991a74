package dev.caravan.runtime;

/** A check whose details are for everyone: no texts that failures brought along. */
sealed interface DetailedHealth permits DependencyHealth, StreamsHealth {

  /** What the details are told as. */
  String details();
}
