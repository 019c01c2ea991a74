package dev.caravan.sandbox.shop;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A leaky bucket of calls: so many at once, so many a second after that. Thread-safe. */
final class CallBucket {
  private final int size;
  private final double leakPerSecond;
  private final Clock clock;
  private double level;
  private Instant last;

  CallBucket(int size, double leakPerSecond, Clock clock) {
    this.size = size;
    this.leakPerSecond = leakPerSecond;
    this.clock = clock;
    this.last = clock.instant();
  }

  /** Whether one more call has room; it is counted if it has. */
  synchronized boolean take() {
    Instant now = clock.instant();
    level = Math.max(0, level - leakPerSecond * Duration.between(last, now).toNanos() / 1e9);
    last = now;
    if (level + 1 > size) {
      return false;
    }
    level++;
    return true;
  }

  /** Seconds until one more call has room. */
  synchronized double secondsLeft() {
    return Math.max(0, (level + 1 - size) / leakPerSecond);
  }

  synchronized String state() {
    return (int) Math.ceil(level) + "/" + size;
  }
}
