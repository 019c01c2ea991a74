package dev.caravan.runtime;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A step that lets nothing through while it is closed. One for a test at a time. */
public final class Gate {
  private static volatile CountDownLatch open = new CountDownLatch(0);
  private static volatile CountDownLatch reached = new CountDownLatch(1);

  static void close() {
    open = new CountDownLatch(1);
    reached = new CountDownLatch(1);
  }

  static void open() {
    open.countDown();
  }

  static void awaitReached() throws InterruptedException {
    if (!reached.await(20, TimeUnit.SECONDS)) {
      throw new AssertionError("nothing came to the gate");
    }
  }

  public Object pass(Object body) throws InterruptedException {
    reached.countDown();
    open.await();
    return body;
  }
}
