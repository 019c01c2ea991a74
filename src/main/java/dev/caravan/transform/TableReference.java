package dev.caravan.transform;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.Reference;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * A table of a database, copied into the engine when a batch runs. Meant for reference data that fits
 * into the engine's memory budget.
 *
 * @param source name of the data source
 * @param table perhaps with its schema: {@code public.currency}
 * @param guard by which the database is read
 */
record TableReference(String name, String source, DataSource database, String table, TableGuard guard) implements Reference {
  private static final int FETCH_ROWS = 10_000;

  @Override
  public String open(Connection engine, String copy) throws SQLException {
    try {
      guard.read(source, () -> read(engine, copy));
    } catch (SQLException e) {
      throw new CaravanException(ErrorCode.ENRICH_REFERENCE, "cannot read reference " + name + ": " + e.getMessage().lines().findFirst().orElse(""), e);
    }
    return copy;
  }

  private void read(Connection engine, String copy) throws SQLException {
    try (Connection connection = database.getConnection()) {
      // PostgreSQL streams a result only outside auto-commit.
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(FETCH_ROWS);
        try (ResultSet rows = statement.executeQuery("SELECT * FROM " + quoted(connection))) {
          copy(rows, engine, copy);
        }
      } finally {
        connection.rollback();
      }
    }
  }

  private String quoted(Connection connection) throws SQLException {
    boolean upper = connection.getMetaData().storesUpperCaseIdentifiers();
    return Arrays.stream(table.split("\\."))
        .map(part -> Sql.name(upper && part.equals(part.toLowerCase(java.util.Locale.ROOT)) ? part.toUpperCase(java.util.Locale.ROOT) : part))
        .collect(Collectors.joining("."));
  }

  private static void copy(ResultSet rows, Connection engine, String copy) throws SQLException {
    ResultSetMetaData columns = rows.getMetaData();
    List<String> types = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      types.add(type(columns.getColumnType(i), columns.getPrecision(i), columns.getScale(i)));
    }
    StringBuilder create = new StringBuilder("CREATE OR REPLACE TEMP TABLE ").append(Sql.name(copy)).append(" (");
    for (int i = 0; i < types.size(); i++) {
      create.append(i == 0 ? "" : ", ").append(Sql.name(columns.getColumnLabel(i + 1).toLowerCase(java.util.Locale.ROOT))).append(' ').append(types.get(i));
    }
    try (Statement statement = engine.createStatement()) {
      statement.execute(create.append(')').toString());
    }
    try (DuckDBAppender appender = engine.unwrap(DuckDBConnection.class).createAppender("temp", "main", copy)) {
      while (rows.next()) {
        appender.beginRow();
        for (int i = 0; i < types.size(); i++) {
          append(appender, rows, i + 1, types.get(i));
        }
        appender.endRow();
      }
    }
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
