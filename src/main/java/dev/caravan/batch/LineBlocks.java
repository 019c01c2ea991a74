package dev.caravan.batch;

import java.util.ArrayList;
import java.util.List;

/** Cuts blocks at line ends while the lines go by: what {@link LineCursor} would find, without a second reading. */
final class LineBlocks {
  private final int blockBytes;
  private final int recordLimit;
  private final long offset;
  private final List<Segment.Block> blocks = new ArrayList<>();
  private long position;
  private long lineStart;
  private boolean something;
  private long line = 1;
  private long records;
  private long blockStart;
  private long blockLine = 1;
  private long blockRecord;

  /** @param offset of the first byte in what was delivered */
  LineBlocks(int blockBytes, int recordLimit, long offset) {
    this.blockBytes = blockBytes;
    this.recordLimit = recordLimit;
    this.offset = offset;
  }

  void accept(byte[] bytes, int from, int length) {
    int to = from + length;
    int i = from;
    while (i < to) {
      int newline = Utf8.indexOf(bytes, i, to, (byte) '\n');
      int end = newline < 0 ? to : newline;
      something = something || end > i && (bytes[i] > ' ' || !LineCursor.blank(bytes, i, end));
      if (newline < 0) {
        break;
      }
      endLine(position + newline - from);
      i = newline + 1;
    }
    position += length;
  }

  private void endLine(long newline) {
    if (something || newline - lineStart > recordLimit) {
      records++;
    }
    something = false;
    line++;
    lineStart = newline + 1;
    if (lineStart - blockStart >= blockBytes && records > blockRecord) {
      endBlock(lineStart);
    }
  }

  private void endBlock(long end) {
    blocks.add(new Segment.Block(blockStart, end, blockRecord, blockLine, offset + blockStart));
    blockStart = end;
    blockRecord = records;
    blockLine = line;
  }

  List<Segment.Block> finish() {
    if (position > lineStart) {
      endLine(position);
    }
    if (records > blockRecord) {
      endBlock(position);
    }
    return SegmentBlocks.reachingTo(blocks, position);
  }
}
