package dev.caravan.batch;

import java.io.IOException;
import java.util.List;

/** Opens parsers over a segment. */
final class RecordParsers {
  private RecordParsers() {}

  static RecordParser open(Segment segment, int fromBlock, int toBlock, List<ColumnRead> columns, boolean[] wanted)
      throws IOException {
    throw new IllegalStateException();
  }

  static RecordParser at(
      Segment segment, long[] starts, int[] lengths, long[] ordinals, long[] lines, List<ColumnRead> columns, boolean[] wanted)
      throws IOException {
    throw new IllegalStateException();
  }

  static List<ColumnRead> discover(Segment segment) throws IOException {
    throw new IllegalStateException();
  }
}
