package dev.caravan.fault;

import java.util.concurrent.atomic.AtomicBoolean;

/** A step of somebody's own that asks for more memory than there is. */
public final class HungryStep {
  static final AtomicBoolean HUNGRY = new AtomicBoolean();

  /** Really runs out of memory: no heap of a test holds 16 GiB. */
  public void eat() {
    if (HUNGRY.get()) {
      long[] meal = new long[Integer.MAX_VALUE - 8];
      throw new IllegalStateException("there was room for " + meal.length);
    }
  }
}
