package dev.caravan.cli;

import java.util.concurrent.CountDownLatch;

/**
 * What happens when the process is told to stop (SIGTERM, Ctrl-C): the work in hand is finished first,
 * and the exit code says that all went well.
 */
final class Interruption implements AutoCloseable {
  private final CountDownLatch told = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread hook;

  /** @param drain finishes what is in hand */
  Interruption(Runnable drain) {
    hook =
        new Thread(
            () -> {
              told.countDown();
              drain.run();
              // The machine would end with 128 plus the signal's number, as after a failure.
              Runtime.getRuntime().halt(ExitCode.DONE);
            },
            "caravan-drain");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Waits until the process is told to stop; does not come back then, the hook ends the process. */
  void await() {
    try {
      told.await();
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is being stopped: the hook does the rest.
    }
  }
}
