package dev.caravan.batch;

import java.util.List;
import java.util.Map;

/** Reads records of delimited text. */
final class CsvRecordParser extends CursorParser {
  private final CsvCursor cells;
  private final int width;
  private final List<String> header;

  /** the cell that each column reads, or -1 when the header does not name it */
  private final int[] sources;

  private long records;
  private byte[] scratch = new byte[256];

  CsvRecordParser(CsvCursor cursor, SegmentRead.Positions picks, List<String> header, List<ColumnRead> columns, boolean[] wanted) {
    super(cursor, picks, columns, wanted);
    this.cells = cursor;
    this.header = header;
    this.width = header.size();
    this.sources = columns.stream().mapToInt(column -> column.source().size() == 1 ? header.indexOf(column.source().get(0)) : -1).toArray();
  }

  @Override
  void read(int row) {
    records++;
    if (!wellEncoded()) {
      return;
    }
    if (cells.cells != width) {
      faults.add(new Reject.Failure(null, "ragged", fields(width), String.valueOf(cells.cells)));
      return;
    }
    for (int i = 0; i < readers.length; i++) {
      if (wanted[i] && sources[i] >= 0) {
        cell(readers[i], sources[i], row);
      }
    }
  }

  private static String fields(int count) {
    return count == 1 ? "1 field" : count + " fields";
  }

  private void cell(CellReader reader, int cell, int row) {
    byte[] bytes = cells.window.bytes;
    int start = cells.cellStart(cell);
    int end = cells.cellEnd(cell);
    if (cells.escaped(cell)) {
      if (scratch.length < end - start) {
        scratch = new byte[Math.max(end - start, scratch.length * 2)];
      }
      end = cells.unescape(cell, scratch);
      start = 0;
      bytes = scratch;
    }
    if (!reader.cell(bytes, start, end, cells.quoted(cell), row)) {
      misfit(reader, bytes, start, end);
    }
  }

  @Override
  public Map<String, Long> warnings() {
    Warnings found = new Warnings();
    for (int cell = 0; cell < width; cell++) {
      boolean read = false;
      for (int source : sources) {
        read |= source == cell;
      }
      if (!read) {
        found.unknownField(header.get(cell), records);
      }
    }
    return found.sorted();
  }
}
