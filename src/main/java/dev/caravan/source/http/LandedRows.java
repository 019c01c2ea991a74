package dev.caravan.source.http;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * What has landed and may come again: digests of rows, a file for each window. Written only after the
 * commit, so that a row is never taken for landed that is not; until then {@link Returning} keeps them.
 * One thread at a time.
 */
public final class LandedRows {
  /** rows remembered of one window; beyond, they may land once more */
  private static final int MOST = 1_000_000;
  private static final int PAIR = 16;

  private final Path folder;

  /** @param folder of one flow */
  public LandedRows(Path folder) {
    this.folder = folder;
  }

  /** What landed in a window; empty when nothing is known of it. */
  public RowDigests of(long window) {
    RowDigests digests = new RowDigests();
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file(window)));
      while (bytes.remaining() >= PAIR) {
        digests.add(new RowDigests.Digest(bytes.getLong(), bytes.getLong() | 1));
      }
    } catch (NoSuchFileException e) {
      return digests;
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SOURCE_UNREADABLE, "What landed before cannot be read from " + folder + ": " + e.getMessage(), e);
    }
    return digests;
  }

  /** Adds to what is remembered of a window what is not remembered yet. */
  public void addMissing(long window, RowDigests digests) {
    RowDigests missing = digests.without(of(window));
    if (missing.size() > 0) {
      add(window, missing);
    }
  }

  /** Adds to what is remembered of a window, and forgets windows that cannot come again. */
  public void add(long window, RowDigests digests) {
    try {
      Files.createDirectories(folder);
      Path file = file(window);
      long known = Files.exists(file) ? Files.size(file) / PAIR : 0;
      long[] pairs = digests.pairs();
      int rows = (int) Math.min(digests.size(), Math.max(0, MOST - known));
      ByteBuffer bytes = ByteBuffer.allocate(rows * PAIR);
      for (int i = 0; i < 2 * rows; i++) {
        bytes.putLong(pairs[i]);
      }
      bytes.flip();
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        // Behind whole digests: a crash may have left half of one.
        channel.position(known * PAIR);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      forgetBefore(window - 1);
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SINK_STAGE, "What landed cannot be remembered in " + folder + ": " + e.getMessage(), e);
    }
  }

  private void forgetBefore(long window) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(folder)) {
      files = found.filter(file -> file.getFileName().toString().matches("\\d+[.]rows") && number(file) < window).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  private static long number(Path file) {
    return Long.parseLong(file.getFileName().toString().replace(".rows", ""));
  }

  private Path file(long window) {
    return folder.resolve(window + ".rows");
  }
}
