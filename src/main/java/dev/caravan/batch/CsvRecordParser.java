package dev.caravan.batch;

import com.fasterxml.jackson.core.JsonToken;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Reads records of delimited text. */
final class CsvRecordParser extends CursorParser {
  private final CsvCursor cells;
  private final int width;
  private final List<String> header;

  /** the cell that each column reads, or -1 when the header does not name it */
  private final int[] sources;

  /** the cells that no column reads */
  private final int[] unknown;

  /** columns that the header does not name, and without which no record lands */
  private final List<String> lacking;

  private long records;
  private long whole;
  private byte[] scratch = new byte[256];
  private byte[] text;
  private int start;
  private int end;

  CsvRecordParser(CsvCursor cursor, SegmentRead.Positions picks, List<String> header, FieldPlan fields, boolean[] wanted) {
    super(cursor, picks, fields, wanted);
    List<ColumnRead> columns = fields.columns();
    this.cells = cursor;
    this.header = header;
    this.width = header.size();
    this.sources = columns.stream().mapToInt(column -> column.source().size() == 1 ? header.indexOf(column.source().get(0)) : -1).toArray();
    if (variant >= 0) {
      sources[variant] = -1;
    }
    this.unknown = IntStream.range(0, width).filter(cell -> Arrays.stream(sources).noneMatch(source -> source == cell)).toArray();
    this.lacking = IntStream.range(0, sources.length)
        .filter(column -> column != variant && sources[column] < 0)
        .mapToObj(column -> columns.get(column).column().name())
        .filter(fields.drift().present()::contains)
        .toList();
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
    whole++;
    for (int i = 0; i < readers.length; i++) {
      if (wanted[i] && sources[i] >= 0) {
        cell(readers[i], sources[i], row);
      }
    }
    lacking.forEach(this::lacking);
    for (int cell : unknown) {
      unknown(cell);
    }
  }

  private void unknown(int cell) {
    if (cells.cellStart(cell) == cells.cellEnd(cell)) {
      return;
    }
    String name = header.get(cell);
    text(cell);
    drift.unknown(name, JsonToken.VALUE_STRING, text, start, end);
    DriftPolicy policy = fields.unknown(name);
    if (policy == DriftPolicy.QUARANTINE) {
      quarantine(name, text, start, end);
    } else if (policy == DriftPolicy.VARIANT && variant >= 0) {
      variants.putText(name, text, start, end);
    }
  }

  private static String fields(int count) {
    return count == 1 ? "1 field" : count + " fields";
  }

  /** Points {@link #text} at a cell as it is meant. */
  private void text(int cell) {
    text = cells.window.bytes;
    start = cells.cellStart(cell);
    end = cells.cellEnd(cell);
    if (cells.escaped(cell)) {
      if (scratch.length < end - start) {
        scratch = new byte[Math.max(end - start, scratch.length * 2)];
      }
      end = cells.unescape(cell, scratch);
      start = 0;
      text = scratch;
    }
  }

  private void cell(CellReader reader, int cell, int row) {
    text(cell);
    if (!reader.cell(text, start, end, cells.quoted(cell), row)) {
      misfit(reader, text, start, end);
    }
  }

  @Override
  public Optional<DriftTally> drift() {
    for (int i = 0; i < sources.length; i++) {
      if (sources[i] >= 0) {
        drift.present(i, whole);
      }
    }
    whole = 0;
    return super.drift();
  }

  @Override
  public Map<String, Long> warnings() {
    Warnings found = new Warnings();
    for (int cell : unknown) {
      found.unknownField(header.get(cell), records);
    }
    return found.sorted();
  }
}
