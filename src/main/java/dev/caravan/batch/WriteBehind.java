package dev.caravan.batch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;

/**
 * Has a file forced to the disk while more is written to it, so that the last force finds little left to wait for.
 * One thread at a time; close it before the file.
 */
final class WriteBehind implements Closeable {
  private static final long STRETCH = 16 << 20;

  private final Force file;
  private CompletableFuture<IOException> forced = CompletableFuture.completedFuture(null);
  private long written;

  /** As {@link FileChannel#force} does it. */
  interface Force {
    void force(boolean metadata) throws IOException;
  }

  WriteBehind(Force file) {
    this.file = file;
  }

  /**
   * Tells of bytes that have just been written.
   *
   * @throws IOException of a force before: the kernel tells a failure once, so a later force may know nothing of it
   */
  void written(int bytes) throws IOException {
    written += bytes;
    if (written >= STRETCH && forced.isDone()) {
      await();
      written = 0;
      forced = CompletableFuture.supplyAsync(this::force, WriteBehind::start);
    }
  }

  /** Everything is on the disk when this returns. */
  void finish() throws IOException {
    await();
    file.force(true);
  }

  private void await() throws IOException {
    IOException failure = forced.join();
    if (failure != null) {
      throw failure;
    }
  }

  private IOException force() {
    try {
      file.force(false);
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "caravan-segment-force");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    forced.join();
  }
}
