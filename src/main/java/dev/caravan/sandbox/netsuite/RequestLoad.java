package dev.caravan.sandbox.netsuite;

import java.time.Duration;

/** How many requests an account has had in hand, those it refused included. Thread-safe. */
public final class RequestLoad {
  private int inHand;
  private int most;
  private long first;
  private long last;
  private long busyNanos;

  /**
   * The requests from the first that came to the last that was answered.
   *
   * @param most in hand at once
   * @param elapsed from the first's arrival to the last's answer
   * @param busy the sum of the times that each was in hand
   */
  public record Summary(int most, Duration elapsed, Duration busy) {}

  synchronized void begun() {
    long now = System.nanoTime();
    if (most == 0) {
      first = now;
      last = now;
    }
    pass(now);
    inHand++;
    most = Math.max(most, inHand);
  }

  synchronized void ended() {
    pass(System.nanoTime());
    inHand--;
  }

  private void pass(long now) {
    busyNanos += inHand * (now - last);
    last = now;
  }

  public synchronized Summary summary() {
    return new Summary(most, Duration.ofNanos(last - first), Duration.ofNanos(busyNanos));
  }
}
