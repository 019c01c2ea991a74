package dev.caravan.batch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/** Cuts a segment's data into blocks of whole records. */
final class SegmentBlocks {
  private SegmentBlocks() {}

  /** @param mark bytes in front of the data that were delivered and are no text */
  static List<Segment.Block> cut(RecordCursor cursor, int blockBytes, int mark) throws IOException {
    List<Segment.Block> blocks = new ArrayList<>();
    long start = cursor.nextPosition();
    long record = cursor.nextOrdinal;
    long line = cursor.nextLine;
    while (cursor.next()) {
      if (cursor.nextPosition() - start >= blockBytes) {
        blocks.add(new Segment.Block(start, cursor.nextPosition(), record, line, mark + start));
        start = cursor.nextPosition();
        record = cursor.nextOrdinal;
        line = cursor.nextLine;
      }
    }
    long end = cursor.window.end();
    if (cursor.nextOrdinal > record) {
      blocks.add(new Segment.Block(start, end, record, line, mark + start));
    }
    return reachingTo(blocks, end);
  }

  /** The last block takes along what stands behind its last record. */
  static List<Segment.Block> reachingTo(List<Segment.Block> blocks, long end) {
    if (!blocks.isEmpty()) {
      Segment.Block last = blocks.get(blocks.size() - 1);
      blocks.set(blocks.size() - 1, new Segment.Block(last.start(), end, last.record(), last.line(), last.offset()));
    }
    return blocks;
  }

  /** The blocks with their offsets counted in the delivered encoding. */
  static List<Segment.Block> inEncoding(FileChannel data, List<Segment.Block> blocks, Encoding encoding) throws IOException {
    List<Segment.Block> counted = new ArrayList<>();
    long offset = encoding.mark();
    long position = 0;
    for (Segment.Block block : blocks) {
      offset += SegmentText.deliveredLength(data, position, block.start(), encoding.charset());
      position = block.start();
      counted.add(new Segment.Block(block.start(), block.end(), block.record(), block.line(), offset));
    }
    return counted;
  }
}
