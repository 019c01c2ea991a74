package dev.caravan.catalog;

import dev.caravan.batch.Sql;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * Rows of a database in a temporary table of the engine, with the types they have there, as far as the engine has them.
 *
 * @param name of the temporary table, in the connection it was made with
 * @param types of its columns, in their order
 */
public record TableCopy(String name, Map<String, String> types) {
  private static final int FETCH_ROWS = 10_000;

  /** Text of a query, which may depend on the database. */
  public interface Query {
    String on(Connection database) throws SQLException;
  }

  /**
   * Copies what a query gives.
   *
   * @param naming makes the names of the columns of those in the database
   * @throws SQLException of either database
   */
  public static TableCopy of(DataSource database, Query query, UnaryOperator<String> naming, Connection engine, String name) throws SQLException {
    try (Connection connection = database.getConnection()) {
      // PostgreSQL streams a result only outside auto-commit.
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(FETCH_ROWS);
        try (ResultSet rows = statement.executeQuery(query.on(connection))) {
          return copied(rows, naming, engine, name);
        }
      } finally {
        connection.rollback();
      }
    }
  }

  private static TableCopy copied(ResultSet rows, UnaryOperator<String> naming, Connection engine, String name) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    Map<String, String> types = new LinkedHashMap<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      types.put(naming.apply(columns.getColumnLabel(i)), type(columns.getColumnType(i), columns.getPrecision(i), columns.getScale(i)));
    }
    try (Statement statement = engine.createStatement()) {
      statement.execute(
          "CREATE OR REPLACE TEMP TABLE " + Sql.name(name) + " ("
              + types.entrySet().stream().map(column -> Sql.name(column.getKey()) + " " + column.getValue()).collect(Collectors.joining(", ")) + ")");
    }
    List<String> inOrder = List.copyOf(types.values());
    try (DuckDBAppender appender = engine.unwrap(DuckDBConnection.class).createAppender("temp", "main", name)) {
      while (rows.next()) {
        appender.beginRow();
        for (int i = 0; i < inOrder.size(); i++) {
          append(appender, rows, i + 1, inOrder.get(i));
        }
        appender.endRow();
      }
    }
    return new TableCopy(name, types);
  }

  private static String type(int sqlType, int precision, int scale) {
    return switch (sqlType) {
      case Types.BIT, Types.BOOLEAN -> "BOOLEAN";
      case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> "BIGINT";
      // An unconstrained NUMERIC reports a precision of its own; text keeps its digits exactly.
      case Types.NUMERIC, Types.DECIMAL -> precision >= 1 && precision <= 38 && scale >= 0 && scale <= precision ? "DECIMAL(" + precision + "," + scale + ")" : "VARCHAR";
      case Types.REAL, Types.FLOAT, Types.DOUBLE -> "DOUBLE";
      case Types.DATE -> "DATE";
      case Types.TIMESTAMP -> "TIMESTAMP";
      case Types.TIMESTAMP_WITH_TIMEZONE -> "TIMESTAMPTZ";
      default -> "VARCHAR";
    };
  }

  private static void append(DuckDBAppender appender, ResultSet rows, int column, String type) throws SQLException {
    if (rows.getObject(column) == null) {
      appender.appendNull();
    } else if (type.startsWith("DECIMAL")) {
      int scale = Integer.parseInt(type.substring(type.indexOf(',') + 1, type.length() - 1));
      BigDecimal value = rows.getBigDecimal(column);
      appender.append(value.setScale(scale, RoundingMode.UNNECESSARY));
    } else {
      switch (type) {
        case "BOOLEAN" -> appender.append(rows.getBoolean(column));
        case "BIGINT" -> appender.append(rows.getLong(column));
        case "DOUBLE" -> appender.append(rows.getDouble(column));
        case "DATE" -> appender.append(rows.getObject(column, LocalDate.class));
        case "TIMESTAMP" -> appender.append(rows.getObject(column, LocalDateTime.class));
        case "TIMESTAMPTZ" -> appender.append(rows.getObject(column, OffsetDateTime.class));
        default -> appender.append(rows.getString(column));
      }
    }
  }
}
