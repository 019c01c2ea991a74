package dev.caravan.batch;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Passes pieces on to a sink on a thread of its own, one at a time and in order, while the caller gets the
 * next one ready. One thread at a time; close it before what the sink writes to.
 */
final class SinkBeside implements Closeable {
  private final Transcoder.Sink sink;
  private final ExecutorService thread = Executors.newSingleThreadExecutor(SinkBeside::thread);
  private CompletableFuture<IOException> passed = CompletableFuture.completedFuture(null);

  SinkBeside(Transcoder.Sink sink) {
    this.sink = sink;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "caravan-segment");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Waits for the piece before and passes this one on, whose bytes must stay until the next call returns.
   *
   * @throws IOException of the sink, for the piece before
   */
  void accept(byte[] bytes, int offset, int length) throws IOException {
    await();
    passed = CompletableFuture.supplyAsync(() -> pass(bytes, offset, length), thread);
  }

  private IOException pass(byte[] bytes, int offset, int length) {
    try {
      sink.accept(bytes, offset, length);
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  /** Waits for the last piece; throws what its sink has thrown. */
  void await() throws IOException {
    IOException failure;
    try {
      failure = passed.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void close() {
    passed.handle((failure, thrown) -> true).join();
    thread.shutdown();
  }
}
