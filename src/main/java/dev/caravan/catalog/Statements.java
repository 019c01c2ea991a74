package dev.caravan.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** SQL inside one transaction of the ledger database. Not thread-safe. */
public final class Statements {
  /** A text longer than this is cut: no message or value of a reject needs more to be understood. */
  static final int LONGEST_TEXT = 100_000;

  private static final int ROWS_AT_ONCE = 200;
  /** A raw record may have a megabyte, and a driver holds a whole statement. */
  private static final int BYTES_AT_ONCE = 4 << 20;

  private final Connection connection;

  Statements(Connection connection) {
    this.connection = connection;
  }

  /** Reads one row. */
  public interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** For what only the driver can make; it belongs to the transaction and must not be closed. */
  public Connection connection() {
    return connection;
  }

  /** @return rows changed */
  public int update(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql, values)) {
      return statement.executeUpdate();
    }
  }

  public <T> List<T> list(String sql, Row<T> row, Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql, values);
        ResultSet result = statement.executeQuery()) {
      List<T> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(row.read(result));
      }
      return rows;
    }
  }

  public <T> Optional<T> first(String sql, Row<T> row, Object... values) throws SQLException {
    return list(sql, row, values).stream().findFirst();
  }

  /** @return the key the database gave to the row */
  public long insert(String sql, String key, Object... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql, new String[] {key})) {
      bind(statement, values);
      statement.executeUpdate();
      try (ResultSet keys = statement.getGeneratedKeys()) {
        keys.next();
        return keys.getLong(1);
      }
    }
  }

  /**
   * Adds rows, many with each statement: what a statement costs beside its rows is as much as some rows.
   *
   * @param into {@code INSERT INTO table (column, column)}
   * @param rows a value a column each
   */
  public void insertAll(String into, List<Object[]> rows) throws SQLException {
    for (List<Object[]> some : together(rows)) {
      String row = "(?" + ", ?".repeat(some.get(0).length - 1) + ")";
      update(into + " VALUES " + row + (", " + row).repeat(some.size() - 1), some.stream().flatMap(Arrays::stream).toArray());
    }
  }

  /** In their order, so few at once that a driver can hold them; a row that is larger than that goes alone. */
  static List<List<Object[]>> together(List<Object[]> rows) {
    List<List<Object[]>> parts = new ArrayList<>();
    int first = 0;
    long bytes = 0;
    for (int row = 0; row < rows.size(); row++) {
      long more = bytes(rows.get(row));
      if (row - first == ROWS_AT_ONCE || row > first && bytes + more > BYTES_AT_ONCE) {
        parts.add(rows.subList(first, row));
        first = row;
        bytes = 0;
      }
      bytes += more;
    }
    if (first < rows.size()) {
      parts.add(rows.subList(first, rows.size()));
    }
    return parts;
  }

  private static long bytes(Object[] row) {
    return Arrays.stream(row).mapToLong(value -> value instanceof byte[] raw ? raw.length : value instanceof String text ? text.length() : 0).sum();
  }

  private PreparedStatement prepare(String sql, Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      bind(statement, values);
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  private static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int index = 0; index < values.length; index++) {
      statement.setObject(index + 1, stored(values[index]));
    }
  }

  private static Object stored(Object value) {
    if (value instanceof String text) {
      return text(text);
    }
    if (value instanceof Instant instant) {
      return time(instant);
    }
    return value;
  }

  /** As both databases keep it: microseconds, UTC. */
  public static OffsetDateTime time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
  }

  public static Instant time(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  /**
   * A text that both databases can keep: U+0000 and halves of surrogate pairs, which PostgreSQL
   * refuses, are written as {@code \}{@code uXXXX}; what is too long ends with an ellipsis.
   */
  public static String text(String text) {
    if (text == null) {
      return null;
    }
    int length = text.length();
    for (int index = 0; index < length; index++) {
      char unit = text.charAt(index);
      if (unit == 0 || Character.isSurrogate(unit)) {
        return cut(escaped(text));
      }
    }
    return cut(text);
  }

  private static String cut(String text) {
    if (text.length() <= LONGEST_TEXT) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST_TEXT - 2)) ? LONGEST_TEXT - 2 : LONGEST_TEXT - 1;
    return text.substring(0, end) + "…";
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            point -> {
              if (point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE)) {
                escaped.append(String.format("\\u%04x", point));
              } else {
                escaped.appendCodePoint(point);
              }
            });
    return escaped.toString();
  }
}
