package dev.caravan.catalog;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that goes, so far from the machine's as it is told. Thread-safe. */
public final class MovedClock extends Clock {
  private volatile Duration ahead = Duration.ZERO;

  /** From now on it is so far ahead of the machine's; behind it when negative. */
  public void ahead(Duration time) {
    ahead = time;
  }

  /** It is that moment now. */
  public MovedClock at(Instant now) {
    ahead = Duration.between(Instant.now(), now);
    return this;
  }

  public void move(Duration time) {
    ahead = ahead.plus(time);
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(ahead);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("times are UTC");
  }
}
