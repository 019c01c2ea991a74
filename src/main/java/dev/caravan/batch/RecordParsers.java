package dev.caravan.batch;

import java.io.IOException;
import java.util.List;

/** Opens parsers over a segment. */
final class RecordParsers {
  private RecordParsers() {}

  /**
   * Reads the records of consecutive blocks.
   *
   * @param toBlock behind the last
   * @param wanted columns that are looked at; what stands in others is not even checked
   */
  static RecordParser open(Segment segment, int fromBlock, int toBlock, FieldPlan fields, boolean[] wanted) throws IOException {
    return parser(segment, cursor(segment, fromBlock, toBlock), null, fields, wanted);
  }

  /** Reads single records again, by what a chunk said of them. */
  static RecordParser at(
      Segment segment, long[] starts, int[] lengths, long[] ordinals, long[] lines, FieldPlan fields, boolean[] wanted)
      throws IOException {
    SegmentRead.Positions picks = new SegmentRead.Positions(starts, lengths, ordinals, lines);
    return parser(segment, cursor(segment, 0, 0), picks, fields, wanted);
  }

  /** The columns of a segment that no contract describes, such that each value is kept as it stands. */
  static List<ColumnRead> discover(Segment segment) throws IOException {
    if (segment.format() == Format.CSV) {
      return segment.header().stream()
          .map(name -> new ColumnRead(new Column(name, new Type.Text()), List.of(name), CellRules.VERBATIM))
          .toList();
    }
    try (RecordCursor cursor = cursor(segment, 0, segment.blocks().size())) {
      return new JsonDiscovery(cursor).columns();
    }
  }

  /** Finds the records of one block. */
  static RecordCursor at(Segment segment, int block) throws IOException {
    return cursor(segment, block, block + 1);
  }

  private static RecordParser parser(
      Segment segment, RecordCursor cursor, SegmentRead.Positions picks, FieldPlan fields, boolean[] wanted) {
    return switch (segment.format()) {
      case NDJSON, JSON -> new JsonRecordParser(cursor, picks, fields, wanted);
      case CSV -> new CsvRecordParser((CsvCursor) cursor, picks, segment.header(), fields, wanted);
    };
  }

  /** Finds the records of consecutive blocks. @param toBlock behind the last */
  static RecordCursor cursor(Segment segment, int fromBlock, int toBlock) throws IOException {
    boolean some = fromBlock < toBlock;
    Segment.Block first = some ? segment.blocks().get(fromBlock) : new Segment.Block(0, 0, 0, 1, 0);
    long end = some ? segment.blocks().get(toBlock - 1).end() : 0;
    Window window = Window.over(segment.data(), first.start(), end);
    return switch (segment.format()) {
      case NDJSON -> new LineCursor(window, segment.recordLimit(), first.record(), first.line());
      case JSON -> new ElementCursor(window, segment.recordLimit(), first.start() == 0, end == segment.bytes(), first.record());
      case CSV -> new CsvCursor(window, segment.recordLimit(), segment.dialect(), segment.header().size(), first.record(), first.line());
    };
  }
}
