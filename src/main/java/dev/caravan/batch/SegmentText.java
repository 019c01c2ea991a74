package dev.caravan.batch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Finds a record of a segment again as it was delivered. */
final class SegmentText {
  private static final int STEP = 64 << 10;

  private SegmentText() {}

  /**
   * Where a record stood in what was delivered.
   *
   * @param start its first byte in the segment's data
   * @param line as its chunk said
   */
  static SourcePointer pointer(Segment segment, long start, long line) throws IOException {
    Segment.Block block = block(segment.blocks(), start);
    if (utf8(segment)) {
      return new SourcePointer(segment.source(), line, block.offset() + start - block.start());
    }
    try (FileChannel data = FileChannel.open(segment.data())) {
      long distance = deliveredLength(data, block.start(), start, Charset.forName(segment.encoding()));
      return new SourcePointer(segment.source(), line, block.offset() + distance);
    }
  }

  /**
   * Bytes of the data as they were delivered.
   *
   * @param data an open channel: opening one for each record would cost more than reading it
   */
  static byte[] raw(Segment segment, FileChannel data, long start, int length) throws IOException {
    byte[] text = read(data, start, length);
    return utf8(segment) ? text : Transcoder.encode(text, 0, whole(text, text.length), Charset.forName(segment.encoding()));
  }

  /** Bytes of the data as they stand there. */
  static byte[] read(Segment segment, long start, int length) throws IOException {
    try (FileChannel data = FileChannel.open(segment.data())) {
      return read(data, start, length);
    }
  }

  private static boolean utf8(Segment segment) {
    return segment.encoding().equals(StandardCharsets.UTF_8.name());
  }

  private static Segment.Block block(List<Segment.Block> blocks, long start) {
    int low = 0;
    int high = blocks.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (blocks.get(middle).start() <= start) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return blocks.get(low);
  }

  /** Bytes that a stretch of the data, which begins and ends at characters, had in its own encoding. */
  static long deliveredLength(FileChannel data, long from, long to, Charset charset) throws IOException {
    long length = 0;
    long position = from;
    while (position < to) {
      byte[] text = read(data, position, (int) Math.min(STEP, to - position));
      int end = position + text.length == to ? text.length : whole(text, text.length);
      length += Transcoder.encode(text, 0, end, charset).length;
      position += end;
    }
    return length;
  }

  /** Where the last character (or undecodable byte) that is cut off begins. */
  private static int whole(byte[] text, int length) {
    for (int i = Math.max(0, length - 3); i < length; i++) {
      boolean undecodable = text[i] == (byte) 0xFF && i + 3 > length;
      if (undecodable || Utf8.sequence(text, i, length) == 0 && (i == 0 || (text[i] & 0xC0) != 0x80)) {
        return i;
      }
    }
    return length;
  }

  private static byte[] read(FileChannel data, long start, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining() && data.read(buffer, start + buffer.position()) >= 0) {
      continue;
    }
    return Arrays.copyOf(buffer.array(), buffer.position());
  }
}
