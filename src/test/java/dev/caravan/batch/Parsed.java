package dev.caravan.batch;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a segment was parsed to, in a form that tests can compare. */
record Parsed(List<String> columns, List<Row> rows, Map<String, Long> warnings) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** @param failures empty for a good row */
  record Row(Map<String, Object> cells, long ordinal, long start, int length, long line, List<Reject.Failure> failures) {
    boolean good() {
      return failures.isEmpty();
    }
  }

  /** A record of the segment as it was delivered. */
  static byte[] raw(Segment segment, long start, int length) throws IOException {
    try (FileChannel data = FileChannel.open(segment.data())) {
      return SegmentText.raw(segment, data, start, length);
    }
  }

  static Parsed of(Segment segment) {
    try {
      return of(segment, RecordParsers.discover(segment));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Parsed of(Segment segment, List<ColumnRead> columns) {
    return blocks(segment, 0, segment.blocks().size(), columns);
  }

  static Parsed blocks(Segment segment, int from, int to, List<ColumnRead> columns) {
    boolean[] wanted = new boolean[columns.size()];
    Arrays.fill(wanted, true);
    if (from == to) {
      return new Parsed(names(columns), List.of(), Map.of());
    }
    try (RecordParser parser = RecordParsers.open(segment, from, to, FieldPlan.of(columns), wanted)) {
      return all(parser, columns);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same rows by the second look at each of them. */
  Parsed again(Segment segment, List<ColumnRead> reads) {
    boolean[] wanted = new boolean[reads.size()];
    Arrays.fill(wanted, true);
    long[] starts = rows.stream().mapToLong(Row::start).toArray();
    int[] lengths = rows.stream().mapToInt(Row::length).toArray();
    long[] ordinals = rows.stream().mapToLong(Row::ordinal).toArray();
    long[] lines = rows.stream().mapToLong(Row::line).toArray();
    try (RecordParser parser = RecordParsers.at(segment, starts, lengths, ordinals, lines, FieldPlan.of(reads), wanted)) {
      return all(parser, reads);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> names(List<ColumnRead> columns) {
    return columns.stream().map(read -> read.column().name()).toList();
  }

  private static Parsed all(RecordParser parser, List<ColumnRead> columns) throws IOException {
    List<Type> types = columns.stream().map(read -> read.column().type()).toList();
    List<Row> rows = new ArrayList<>();
    Chunk chunk = new Chunk(7, types);
    while (parser.read(chunk) > 0) {
      for (int i = 0; i < chunk.size; i++) {
        rows.add(row(chunk, i, columns));
      }
    }
    return new Parsed(names(columns), rows, parser.warnings());
  }

  private static Row row(Chunk chunk, int row, List<ColumnRead> columns) throws IOException {
    Map<String, Object> cells = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      cells.put(columns.get(i).column().name(), cell(chunk.column(i), columns.get(i).column().type(), row));
    }
    List<Reject.Failure> failures =
        chunk.fault[row] == null ? List.of() : JSON.readValue(chunk.fault[row], new TypeReference<List<Reject.Failure>>() {});
    return new Row(cells, chunk.ordinal[row], chunk.start[row], chunk.length[row], chunk.line[row], failures);
  }

  private static Object cell(Chunk.Cells cells, Type type, int row) throws CharacterCodingException {
    int scale = type instanceof Type.Decimal decimal ? decimal.scale() : 0;
    if (cells instanceof Chunk.Texts texts) {
      byte[] text = texts.values()[row];
      return text == null ? null : StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(text)).toString();
    } else if (cells instanceof Chunk.Doubles doubles) {
      return doubles.nulls()[row] ? null : (Object) doubles.values()[row];
    } else if (cells instanceof Chunk.Wides wides) {
      BigInteger value = wides.values()[row];
      return value == null || !(type instanceof Type.Decimal) ? value : new BigDecimal(value, scale);
    }
    Chunk.Longs longs = (Chunk.Longs) cells;
    if (longs.nulls()[row]) {
      return null;
    }
    long value = longs.values()[row];
    return type instanceof Type.Decimal ? BigDecimal.valueOf(value, scale) : type instanceof Type.Bool ? (Object) (value == 1) : (Object) value;
  }

  List<Map<String, Object>> good() {
    return rows.stream().filter(Row::good).map(Row::cells).toList();
  }

  List<Row> bad() {
    return rows.stream().filter(row -> !row.good()).toList();
  }
}
