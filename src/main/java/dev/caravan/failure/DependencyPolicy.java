package dev.caravan.failure;

import java.time.Duration;

/**
 * How one outside system is called.
 *
 * @param failures percentage of failed calls that opens the breaker
 * @param calls it looks back on
 * @param open how long no call is made then
 * @param probes calls that decide whether it closes again
 * @param concurrent calls at once; 0 for any number
 * @param patience how long a call waits for its turn
 * @param reserved of the calls at once, those kept for critical flows; none while no flow is critical
 */
public record DependencyPolicy(int failures, int calls, Duration open, int probes, int concurrent, Duration patience, int reserved) {

  /** Calls at once that flows may make which are not critical; 0 for any number. */
  int ordinary(boolean anyCritical) {
    return concurrent == 0 ? 0 : anyCritical ? Math.max(1, concurrent - reserved) : concurrent;
  }
}
