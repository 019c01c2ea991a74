package dev.caravan.batch;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBLogicalType;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBTableFunctionState;
import org.duckdb.DuckDBValue;

/**
 * {@code caravan_read(id)}: the engine's scan of a segment. Records are parsed to typed vectors here, in
 * Java, because no reader of the engine is exact (see docs/decisions); everything after it is SQL.
 */
final class SegmentFunction
    implements DuckDBTableFunction<SegmentRead, SegmentFunction.Scan, SegmentFunction.Cursor> {
  static final String NAME = "caravan_read";

  /** Columns that stand before those of the data. */
  static final List<String> SYSTEM_COLUMNS = List.of("_ordinal", "_start", "_length", "_line", "_fault");

  private static final int FAULT = SYSTEM_COLUMNS.indexOf("_fault");

  private final Map<Long, SegmentRead> reads;
  private final int threads;

  /** @param reads by id; an id lives as long as its query */
  SegmentFunction(Map<Long, SegmentRead> reads, int threads) {
    this.reads = reads;
    this.threads = threads;
  }

  /** What all threads of one scan share. */
  record Scan(SegmentRead read, int[] projection, boolean[] wanted) {}

  /** What one thread of a scan holds. */
  static final class Cursor implements DuckDBTableFunctionState {
    private Chunk chunk;
    private RecordParser parser;

    @Override
    public void close() throws IOException {
      if (parser != null) {
        parser.close();
      }
    }
  }

  @Override
  public SegmentRead bind(DuckDBTableFunctionBindInfo info) throws Exception {
    long id;
    try (DuckDBValue value = info.getParameter(0)) {
      id = value.getLong();
    }
    SegmentRead read = reads.get(id);
    info.setCardinality(read.estimate(), false);
    info.addResultColumn("_ordinal", DuckDBColumnType.BIGINT);
    info.addResultColumn("_start", DuckDBColumnType.BIGINT);
    info.addResultColumn("_length", DuckDBColumnType.INTEGER);
    info.addResultColumn("_line", DuckDBColumnType.BIGINT);
    info.addResultColumn("_fault", DuckDBColumnType.VARCHAR);
    for (ColumnRead column : read.columns()) {
      try (DuckDBLogicalType type = ColumnVectors.logicalType(column.column().type())) {
        info.addResultColumn(column.column().name(), type);
      }
    }
    return read;
  }

  @Override
  public Scan init(DuckDBTableFunctionInitInfo info) {
    SegmentRead read = info.getBindData();
    read.rewind();
    info.setMaxThreads(Math.min(threads, read.parts()));
    int[] projection = new int[Math.toIntExact(info.getColumnCount())];
    boolean[] wanted = new boolean[read.columns().size()];
    for (int i = 0; i < projection.length; i++) {
      projection[i] = Math.toIntExact(info.getColumnIndex(i));
      int column = projection[i] - SYSTEM_COLUMNS.size();
      if (column >= 0 && column < wanted.length) {
        wanted[column] = true;
      } else if (projection[i] == FAULT) {
        // Whether a row can be read is a question about all its columns, asked for or not.
        Arrays.fill(wanted, true);
      }
    }
    return new Scan(read, projection, wanted);
  }

  @Override
  public Cursor localInit(DuckDBTableFunctionInitInfo info) {
    return new Cursor();
  }

  @Override
  public long apply(DuckDBTableFunctionCallInfo call, DuckDBDataChunkWriter output) throws Exception {
    Scan scan = call.getInitData();
    Cursor cursor = call.getLocalInitData();
    if (cursor.chunk == null) {
      List<Type> types = new ArrayList<>();
      scan.read().columns().forEach(column -> types.add(column.column().type()));
      cursor.chunk = new Chunk(Math.toIntExact(output.capacity()), types);
    }
    int rows = fill(scan, cursor);
    if (rows > 0) {
      write(scan, cursor.chunk, rows, output);
    }
    return rows;
  }

  private static int fill(Scan scan, Cursor cursor) throws IOException {
    while (true) {
      if (cursor.parser == null) {
        cursor.parser = scan.read().next(scan.wanted());
        if (cursor.parser == null) {
          return 0;
        }
      }
      int rows = cursor.parser.read(cursor.chunk);
      if (rows > 0) {
        long length = 0;
        for (int i = 0; i < rows; i++) {
          length += cursor.chunk.length[i];
        }
        scan.read().count(rows, length);
        return rows;
      }
      scan.read().warn(cursor.parser.warnings());
      cursor.parser.drift().ifPresent(scan.read()::note);
      cursor.parser.close();
      cursor.parser = null;
    }
  }

  private static void write(Scan scan, Chunk chunk, int rows, DuckDBDataChunkWriter output) {
    for (int i = 0; i < scan.projection().length; i++) {
      int column = scan.projection()[i];
      switch (column) {
        case 0 -> ColumnVectors.writeLongs(chunk.ordinal, rows, output.vector(i));
        case 1 -> ColumnVectors.writeLongs(chunk.start, rows, output.vector(i));
        case 2 -> ColumnVectors.writeInts(chunk.length, rows, output.vector(i));
        case 3 -> ColumnVectors.writeLongs(chunk.line, rows, output.vector(i));
        case 4 -> ColumnVectors.writeStrings(chunk.fault, rows, output.vector(i));
        default -> {
          int data = column - SYSTEM_COLUMNS.size();
          // An index past the data columns asks for the row only (count(*)): nothing to write.
          if (data < scan.read().columns().size()) {
            Type type = scan.read().columns().get(data).column().type();
            ColumnVectors.write(type, chunk.column(data), rows, output.vector(i));
          }
        }
      }
    }
  }
}
