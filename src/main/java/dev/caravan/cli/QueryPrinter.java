package dev.caravan.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Prints rows: aligned for people, as CSV (RFC 4180) or as a JSON array for programs. */
final class QueryPrinter {
  private static final int CELL_CHARACTERS_MAX = 60;

  private final PrintWriter out;
  private final long rowsMax;

  /** @param rowsMax how many rows a table shows; CSV and JSON have them all */
  QueryPrinter(PrintWriter out, long rowsMax) {
    this.out = out;
    this.rowsMax = rowsMax;
  }

  void print(ResultSet rows, QueryFormat format) throws SQLException, IOException {
    switch (format) {
      case TABLE -> table(rows);
      case CSV -> csv(rows);
      case JSON -> json(rows);
    }
    out.flush();
  }

  private void table(ResultSet rows) throws SQLException {
    int columns = rows.getMetaData().getColumnCount();
    List<List<String>> shown = new ArrayList<>();
    shown.add(names(rows));
    boolean[] numbers = new boolean[columns];
    for (int column = 0; column < columns; column++) {
      numbers[column] = isNumber(rows.getMetaData().getColumnType(column + 1));
    }
    long count = 0;
    while (rows.next()) {
      count++;
      if (count <= rowsMax) {
        List<String> cells = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          cells.add(oneLine(rows.getString(column)));
        }
        shown.add(cells);
      }
    }
    int[] widths = new int[columns];
    for (List<String> row : shown) {
      for (int column = 0; column < columns; column++) {
        widths[column] = Math.max(widths[column], width(row.get(column)));
      }
    }
    line(shown.get(0), widths, new boolean[columns]);
    List<String> rule = new ArrayList<>();
    for (int width : widths) {
      rule.add("-".repeat(width));
    }
    line(rule, widths, new boolean[columns]);
    shown.subList(1, shown.size()).forEach(row -> line(row, widths, numbers));
    out.println("(" + count + (count == 1 ? " row" : " rows") + (count > rowsMax ? ", the first " + rowsMax + " shown; --rows shows more" : "") + ")");
  }

  private void line(List<String> cells, int[] widths, boolean[] right) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < cells.size(); column++) {
      String padding = " ".repeat(widths[column] - width(cells.get(column)));
      line.append(column == 0 ? "" : "  ").append(right[column] ? padding + cells.get(column) : cells.get(column) + padding);
    }
    out.println(line.toString().stripTrailing());
  }

  // Control characters of a value must not reach the terminal.
  private static String oneLine(String value) {
    if (value == null) {
      return "NULL";
    }
    String visible = value.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t").replaceAll("\\p{Cntrl}", "\uFFFD");
    if (visible.codePointCount(0, visible.length()) <= CELL_CHARACTERS_MAX) {
      return visible;
    }
    return visible.substring(0, visible.offsetByCodePoints(0, CELL_CHARACTERS_MAX - 1)) + "…";
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  private void csv(ResultSet rows) throws SQLException {
    out.print(String.join(",", names(rows).stream().map(QueryPrinter::quoted).toList()) + "\r\n");
    int columns = rows.getMetaData().getColumnCount();
    while (rows.next()) {
      List<String> cells = new ArrayList<>();
      for (int column = 1; column <= columns; column++) {
        String value = rows.getString(column);
        // Unquoted and empty is null; an empty text is quoted.
        cells.add(value == null ? "" : quoted(value));
      }
      out.print(String.join(",", cells) + "\r\n");
    }
  }

  private static String quoted(String value) {
    boolean plain = !value.isEmpty() && value.chars().noneMatch(sign -> sign == ',' || sign == '"' || sign == '\n' || sign == '\r');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }

  private void json(ResultSet rows) throws SQLException, IOException {
    List<String> names = distinct(names(rows));
    JsonGenerator json = new JsonFactory(new ObjectMapper()).createGenerator(out);
    json.configure(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true);
    json.useDefaultPrettyPrinter();
    json.writeStartArray();
    while (rows.next()) {
      json.writeStartObject();
      for (int column = 1; column <= names.size(); column++) {
        json.writeFieldName(names.get(column - 1));
        value(json, rows, column);
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.flush();
    out.println();
  }

  // An object cannot have one name twice.
  private static List<String> distinct(List<String> names) {
    Set<String> distinct = new LinkedHashSet<>();
    for (String name : names) {
      String free = name;
      for (int number = 2; !distinct.add(free); number++) {
        free = name + "_" + number;
      }
    }
    return List.copyOf(distinct);
  }

  private static void value(JsonGenerator json, ResultSet rows, int column) throws SQLException, IOException {
    Object value = rows.getObject(column);
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof BigDecimal decimal) {
      json.writeNumber(decimal);
    } else if (value instanceof BigInteger whole) {
      json.writeNumber(whole);
    } else if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
      json.writeNumber(number.toString());
    } else if (rows.getMetaData().getColumnTypeName(column).equals("JSON")) {
      json.writeRawValue(rows.getString(column));
    } else {
      json.writeString(rows.getString(column));
    }
  }

  private static List<String> names(ResultSet rows) throws SQLException {
    List<String> names = new ArrayList<>();
    for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
      names.add(rows.getMetaData().getColumnLabel(column));
    }
    return names;
  }

  private static boolean isNumber(int type) {
    return switch (type) {
      case java.sql.Types.TINYINT, java.sql.Types.SMALLINT, java.sql.Types.INTEGER, java.sql.Types.BIGINT, java.sql.Types.DECIMAL,
          java.sql.Types.NUMERIC, java.sql.Types.FLOAT, java.sql.Types.REAL, java.sql.Types.DOUBLE ->
          true;
      default -> false;
    };
  }
}
