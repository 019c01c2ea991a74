package dev.caravan.batch;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;

/** A sliding view of a stretch of a file: {@code bytes[i]} stands at {@code base + i}. One thread at a time. */
final class Window implements Closeable {
  private static final int INITIAL_BYTES = 256 << 10;

  private final FileChannel channel;
  private long end;
  byte[] bytes;
  int limit;
  long base;

  private Window(FileChannel channel, byte[] bytes, int limit, long base, long end) {
    this.channel = channel;
    this.bytes = bytes;
    this.limit = limit;
    this.base = base;
    this.end = end;
  }

  static Window over(Path file, long from, long to) throws IOException {
    int size = (int) Math.max(64, Math.min(INITIAL_BYTES, to - from));
    return new Window(FileChannel.open(file), new byte[size], 0, from, to);
  }

  /** Over bytes in memory. */
  static Window over(byte[] bytes, int length) {
    return new Window(null, bytes, length, 0, length);
  }

  /** Looks at another stretch; nothing is loaded yet. */
  void seek(long from, long to) {
    base = from;
    limit = 0;
    end = to;
  }

  /**
   * Loads more behind the limit and gives up what stands before {@code keep}; every index into {@link
   * #bytes} shrinks by {@code keep} then.
   *
   * @return false when nothing is left; nothing has moved then
   */
  boolean more(int keep) throws IOException {
    long position = base + limit;
    if (channel == null || position >= end) {
      return false;
    }
    if (limit - keep > bytes.length / 2) {
      long doubled = Math.min(Integer.MAX_VALUE - 16L, bytes.length * 2L);
      bytes = Arrays.copyOfRange(bytes, keep, keep + (int) doubled);
    } else {
      System.arraycopy(bytes, keep, bytes, 0, limit - keep);
    }
    limit -= keep;
    base += keep;
    int wanted = (int) Math.min(bytes.length - limit, end - position);
    ByteBuffer target = ByteBuffer.wrap(bytes, limit, wanted);
    while (target.hasRemaining()) {
      if (channel.read(target, base + target.position()) < 0) {
        throw new IOException("the segment's data ends at byte " + (base + target.position()) + ", before its record does");
      }
    }
    limit += wanted;
    return true;
  }

  long end() {
    return end;
  }

  /** @return the byte there, or -1 outside the file */
  int peek(long position) throws IOException {
    if (position < 0) {
      return -1;
    }
    ByteBuffer one = ByteBuffer.allocate(1);
    return channel.read(one, position) == 1 ? one.get(0) & 0xFF : -1;
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
