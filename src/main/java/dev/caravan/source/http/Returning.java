package dev.caravan.source.http;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Rows of a batch that the next window may bring again. They lie beside the batch's segment until it is
 * committed, so that whoever commits it, this process or a later one, remembers them.
 *
 * @param window they were read in
 */
public record Returning(long window, RowDigests rows) {
  private static final String FILE = "returning.rows";

  /** Makes them durable in a segment's folder. */
  void write(Path folder) {
    if (rows.size() == 0) {
      return;
    }
    long[] pairs = rows.pairs();
    ByteBuffer bytes = ByteBuffer.allocate((1 + pairs.length) * Long.BYTES);
    bytes.putLong(window);
    for (long half : pairs) {
      bytes.putLong(half);
    }
    bytes.flip();
    try (FileChannel channel =
        FileChannel.open(folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SINK_STAGE, "What may come again cannot be remembered in " + folder + ": " + e.getMessage(), e);
    }
  }

  /** Empty when the batch has none, or they are remembered. */
  static Optional<Returning> of(Path folder) {
    Path file = folder.resolve(FILE);
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      long window = bytes.getLong();
      RowDigests rows = new RowDigests();
      while (bytes.hasRemaining()) {
        rows.add(new RowDigests.Digest(bytes.getLong(), bytes.getLong()));
      }
      return Optional.of(new Returning(window, rows));
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SOURCE_UNREADABLE, "What may come again cannot be read from " + folder + ": " + e.getMessage(), e);
    }
  }

  static void delete(Path folder) {
    try {
      Files.deleteIfExists(folder.resolve(FILE));
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SINK_STAGE, "What is remembered cannot be deleted from " + folder + ": " + e.getMessage(), e);
    }
  }
}
