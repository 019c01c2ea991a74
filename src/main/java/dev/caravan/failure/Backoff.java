package dev.caravan.failure;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * How long to wait before a repetition: the delay grows by a factor up to a bound, and anything between nothing and that is
 * taken by chance (full jitter), so that flows which failed together do not come back together. Thread-safe
 * as far as the source of chance is.
 *
 * @param attempts repetitions at most
 * @param longestAsked the longest wait a system may ask for
 * @param chance a number from 0 to the one given, both included
 */
public record Backoff(int attempts, Duration delay, double factor, Duration longest, Duration longestAsked, LongUnaryOperator chance) {

  /**
   * The wait before a repetition.
   *
   * @param repetition 1 for the first
   * @param asked how long the system asked to wait: at least so long, and by chance up to one delay more
   * @return empty when it is not to be repeated: that was the last time, or the system asks for too long
   */
  public Optional<Duration> before(int repetition, Duration asked) {
    if (repetition > attempts || asked != null && asked.compareTo(longestAsked) > 0) {
      return Optional.empty();
    }
    if (asked != null) {
      return Optional.of(asked.plusMillis(chance.applyAsLong(Math.min(delay.toMillis(), longest.toMillis()))));
    }
    return Optional.of(Duration.ofMillis(chance.applyAsLong(bound(repetition))));
  }

  private long bound(int repetition) {
    double grown = delay.toMillis() * Math.pow(factor, repetition - 1.0);
    return (long) Math.min(grown, longest.toMillis());
  }
}
