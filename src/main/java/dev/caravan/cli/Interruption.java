package dev.caravan.cli;

import java.util.concurrent.CountDownLatch;

/**
 * What happens when the process is told to stop (SIGTERM, Ctrl-C): the work in hand is finished, the
 * command tells what it has to tell, and its own exit code ends the process.
 */
public final class Interruption implements AutoCloseable {
  private final CountDownLatch told = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread hook;
  private volatile int code = ExitCode.FAILED;

  /** @param drain finishes what is in hand */
  public Interruption(Runnable drain) {
    hook =
        new Thread(
            () -> {
              told.countDown();
              drain.run();
              awaitUninterrupted(over);
              // The machine would end with 128 plus the signal's number, as after a failure.
              Runtime.getRuntime().halt(code);
            },
            "caravan-drain");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Waits until the process is told to stop. */
  void await() {
    awaitUninterrupted(told);
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How the process ends if it is being stopped; failed, unless somebody says otherwise. */
  public int code(int code) {
    this.code = code;
    return code;
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is being stopped: the hook ends it.
    }
    over.countDown();
  }
}
