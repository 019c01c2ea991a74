package dev.caravan.failure;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The time as this process has lived it since it asked for the clock. It goes on evenly when the machine's
 * clock is set: a pause of a second, measured by a clock that is put back an hour, would last an hour.
 * Immutable.
 */
public final class SteadyClock extends Clock {
  private final Instant began = Instant.now();
  private final long from = System.nanoTime();

  @Override
  public Instant instant() {
    return began.plusNanos(System.nanoTime() - from);
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
