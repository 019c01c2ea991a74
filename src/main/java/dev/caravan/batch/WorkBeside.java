package dev.caravan.batch;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.MDC;

/**
 * Does pieces of work on a thread of its own, one at a time and in order, while the caller gets the next
 * ones ready. Nothing is done after a piece that failed. One thread at a time; close it before what the
 * work writes to.
 */
final class WorkBeside implements Closeable {
  private final int ahead;
  private final ExecutorService thread;
  private final Deque<CompletableFuture<Void>> underWay = new ArrayDeque<>();
  /** known to the thread of the work alone */
  private boolean failed;

  /** A piece of work. */
  interface Work {
    void run() throws IOException;
  }

  /**
   * @param name of the thread
   * @param ahead how many pieces may be under way or wait at once
   */
  WorkBeside(String name, int ahead) {
    this.ahead = ahead;
    Map<String, String> context = MDC.getCopyOfContextMap();
    this.thread = Executors.newSingleThreadExecutor(work -> thread(work, name, context));
  }

  /** @param context what lines of the log belong to, on the caller's thread as on this; null for nothing */
  private static Thread thread(Runnable work, String name, Map<String, String> context) {
    Thread thread = new Thread(
        () -> {
          if (context != null) {
            MDC.setContextMap(context);
          }
          work.run();
        },
        name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Hands over a piece, once fewer than {@code ahead} are left of those before.
   *
   * @throws IOException of a piece before; so are its unchecked exceptions and errors
   */
  void add(Work work) throws IOException {
    while (underWay.size() >= ahead) {
      awaitFirst();
    }
    underWay.add(CompletableFuture.runAsync(() -> run(work), thread));
  }

  private void run(Work work) {
    if (failed) {
      return;
    }
    failed = true;
    try {
      work.run();
      failed = false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until all is done; throws what a piece has thrown. */
  void await() throws IOException {
    while (!underWay.isEmpty()) {
      awaitFirst();
    }
  }

  private void awaitFirst() throws IOException {
    try {
      underWay.remove().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof UncheckedIOException failure) {
        throw failure.getCause();
      }
      if (e.getCause() instanceof Error failure) {
        throw failure;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Waits until all is done, however. */
  @Override
  public void close() {
    underWay.forEach(work -> work.handle((done, failure) -> true).join());
    thread.shutdown();
  }
}
