package dev.caravan.batch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Finds a record of a segment again as it was delivered. */
final class SegmentText {
  private SegmentText() {}

  static SourcePointer pointer(Segment segment, long start, long line) throws IOException {
    return new SourcePointer(segment.source(), line, start);
  }

  static byte[] raw(Segment segment, long start, int length) throws IOException {
    try (FileChannel data = FileChannel.open(segment.data())) {
      ByteBuffer buffer = ByteBuffer.allocate(length);
      while (buffer.hasRemaining() && data.read(buffer, start + buffer.position()) >= 0) {
        continue;
      }
      return buffer.array();
    }
  }
}
