package dev.caravan.source.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * How many calls may be under way to one system at once: all flows of the process share it, and the
 * processes share it through {@link Share}. It starts with one call, so that a wrong login is shown
 * once and not by all at once; it gives way when the system says that it is too much, and comes back
 * step by step. Thread-safe.
 */
public final class ConcurrencyBudget {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
  static final Duration LONGEST_ASKED = Duration.ofMinutes(15);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
  /** calls in a row, per call allowed, after which one more is tried */
  private static final int CALLS_BEFORE_MORE = 10;

  private final int limit;
  private final Share share;
  private final Duration longestAsked;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int allowed = 1;
  private int underWay;
  private boolean proven;
  /** from then on the way up is taken step by step */
  private boolean throttledBefore;
  private int goodInRow;
  private int throttledInRow;
  private Instant notBefore = Instant.MIN;

  /** What of the system's limit belongs to this process. Thread-safe. */
  public interface Share {
    /** For a process that is alone. */
    Share ALL =
        new Share() {
          @Override
          public boolean begin(int limit) {
            return true;
          }

          @Override
          public void ended() {
            // Nobody else waits for it.
          }

          @Override
          public int of(int limit) {
            return limit;
          }
        };

    /**
     * Asks for one more call; one that may begin is counted until {@link #ended}.
     *
     * @param limit calls the system takes at once
     */
    boolean begin(int limit);

    void ended();

    /** How many of the calls are this process's, as far as it is known. */
    int of(int limit);
  }

  /** @param limit calls the system takes at once, at least 1 */
  public ConcurrencyBudget(int limit, Share share, Clock clock) {
    this(limit, share, LONGEST_ASKED, clock);
  }

  /**
   * @param limit calls the system takes at once, at least 1
   * @param longestAsked for which it is left alone when it asks for that
   */
  ConcurrencyBudget(int limit, Share share, Duration longestAsked, Clock clock) {
    this.limit = Math.max(1, limit);
    this.share = share;
    this.longestAsked = longestAsked;
    this.clock = clock;
  }

  /**
   * Waits for leave to make one call; {@link #release} gives it back.
   *
   * @return false when the caller is not to go on meanwhile
   */
  public boolean acquire(BooleanSupplier goesOn) {
    lock.lock();
    try {
      while (goesOn.getAsBoolean()) {
        Duration pause = pause();
        if (pause.isZero() && underWay < allowed && share.begin(limit)) {
          underWay++;
          return true;
        }
        Duration wait = !pause.isZero() && pause.compareTo(LONGEST_WAIT) < 0 ? pause : LONGEST_WAIT;
        changed.await(wait.toNanos(), TimeUnit.NANOSECONDS);
      }
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      // Whoever does not take the place it was woken for, or leaves another one, wakes the next.
      if (underWay < allowed) {
        changed.signal();
      }
      lock.unlock();
    }
  }

  private Duration pause() {
    Instant now = clock.instant();
    return notBefore.isAfter(now) ? Duration.between(now, notBefore) : Duration.ZERO;
  }

  public void release() {
    lock.lock();
    try {
      underWay--;
      share.ended();
      // One place, one call: all others would wake for nothing, at the moment when the processor is wanted.
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** A call went well. */
  public void succeeded() {
    lock.lock();
    try {
      throttledInRow = 0;
      if (!proven) {
        proven = true;
        allowed = Math.max(allowed, throttledBefore ? 1 : limit);
        changed.signal();
      } else if (++goodInRow >= CALLS_BEFORE_MORE * allowed && allowed < limit) {
        allowed++;
        goodInRow = 0;
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The system said that there are too many calls, or took so long that it must have meant it.
   *
   * @param asked how long it wants to be left alone, which is done up to the longest that is borne; or null when it
   *     does not say
   */
  public void throttled(Duration asked) {
    lock.lock();
    try {
      throttledBefore = true;
      goodInRow = 0;
      // Several calls that were under way together are told of one and the same overload.
      if (notBefore.isBefore(clock.instant())) {
        allowed = Math.max(1, allowed - 1);
        throttledInRow++;
      }
      Instant until = clock.instant().plus(asked == null ? shorter(grown(), LONGEST_PAUSE) : shorter(asked, longestAsked));
      if (until.isAfter(notBefore)) {
        notBefore = until;
      }
    } finally {
      lock.unlock();
    }
  }

  /** No call begins for a while, up to the longest that is borne, though none was refused: the system said that there is little room left. */
  public void rest(Duration time) {
    lock.lock();
    try {
      Instant until = clock.instant().plus(shorter(time, longestAsked));
      if (until.isAfter(notBefore)) {
        notBefore = until;
      }
    } finally {
      lock.unlock();
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  // Grows, and differs from what others wait who were refused at the same moment.
  private Duration grown() {
    long base = FIRST_PAUSE.toMillis() << Math.min(7, Math.max(0, throttledInRow - 1));
    return Duration.ofMillis(base / 2 + ThreadLocalRandom.current().nextLong(base / 2 + 1));
  }

  /** A call was slow enough to be taken as a sign of too many: one less, without a pause. */
  public void stalled() {
    lock.lock();
    try {
      throttledBefore = true;
      goodInRow = 0;
      allowed = Math.max(1, allowed - 1);
    } finally {
      lock.unlock();
    }
  }

  /** A login was refused: one call at a time until one goes well. */
  public void doubted() {
    lock.lock();
    try {
      proven = false;
      throttledBefore = true;
      allowed = 1;
      goodInRow = 0;
      notBefore = clock.instant().plus(grown());
    } finally {
      lock.unlock();
    }
  }

  /** Calls of this process that may be under way now. */
  public int allowed() {
    lock.lock();
    try {
      return Math.min(allowed, share.of(limit));
    } finally {
      lock.unlock();
    }
  }

  /** Calls of this process that are under way. */
  public int underWay() {
    lock.lock();
    try {
      return underWay;
    } finally {
      lock.unlock();
    }
  }

  public int limit() {
    return limit;
  }
}
