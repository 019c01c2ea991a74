package dev.caravan.sink.jdbc;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.batch.Column;
import dev.caravan.batch.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the target table, gives it columns, or sees that it can take the columns exactly. */
final class TableShape {
  private static final Logger LOG = LoggerFactory.getLogger(TableShape.class);
  private static final String PROBE = "caravan_shape";

  private TableShape() {}

  static void create(Connection connection, Target database, TableName table, List<Column> columns, List<String> keys) throws SQLException {
    List<String> parts = new ArrayList<>();
    for (Column column : columns) {
      parts.add(Sql.name(column.name()) + " " + database.type(column.type()) + (keys.contains(column.name()) ? " NOT NULL" : ""));
    }
    if (database.primaryKey()) {
      parts.add("PRIMARY KEY (" + keys.stream().map(Sql::name).collect(Collectors.joining(", ")) + ")");
    }
    try (Statement statement = connection.createStatement()) {
      if (table.schema() != null) {
        statement.execute("CREATE SCHEMA IF NOT EXISTS " + Sql.name(table.schema()));
      }
      statement.execute("CREATE TABLE IF NOT EXISTS " + table.sql() + " (" + String.join(", ", parts) + ")");
    }
  }

  /** @throws CaravanException SINK_SCHEMA when there is no such table */
  static void require(Connection connection, TableName table) throws SQLException {
    String schema = table.schema() == null ? "" : " AND lower(table_schema) = lower(" + Sql.text(table.schema()) + ")";
    String query = "SELECT 1 FROM information_schema.tables WHERE lower(table_name) = lower(" + Sql.text(table.table()) + ")" + schema;
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      if (!rows.next()) {
        throw new CaravanException(
            Problem.of(ErrorCode.SINK_SCHEMA, null, "There is no table " + table + ", and the sink may not create it").next("Create it, or leave out `create: false`."));
      }
    }
  }

  /** Adds the columns that the table lacks; rows that are there have no value in them. */
  static void widen(Connection connection, Target database, TableName table, List<Column> columns) throws SQLException {
    Map<String, String> there = describe(connection, "SELECT * FROM " + table.sql() + " WHERE 1 = 0");
    for (Column column : columns) {
      if (!there.containsKey(column.name())) {
        try (Statement statement = connection.createStatement()) {
          // Another writer may add it in the same moment.
          statement.execute("ALTER TABLE " + table.sql() + " ADD COLUMN IF NOT EXISTS " + Sql.name(column.name()) + " " + database.type(column.type()));
        }
        LOG.info("Table {} gets the column {}", table, Sql.name(column.name()));
      }
    }
  }

  /** @throws CaravanException SINK_SCHEMA with every difference */
  static void check(Connection connection, Target database, TableName table, List<Column> columns) throws SQLException {
    Map<String, String> there = describe(connection, "SELECT * FROM " + table.sql() + " WHERE 1 = 0");
    // The database itself says what it makes of our types, so that spellings cannot differ.
    String casts =
        columns.stream().map(column -> "CAST(NULL AS " + database.type(column.type()) + ") AS " + Sql.name(column.name())).collect(Collectors.joining(", "));
    Map<String, String> wanted = describe(connection, "SELECT * FROM (SELECT " + casts + ") AS " + PROBE + " WHERE 1 = 0");
    Problems problems = new Problems();
    wanted.forEach(
        (name, type) -> {
          String found = there.get(name);
          if (found == null) {
            problems.add(Problem.of(ErrorCode.SINK_SCHEMA, null, "Table " + table + " has no column " + Sql.name(name)).required(type, "none"));
          } else if (!found.equals(type)) {
            problems.add(Problem.of(ErrorCode.SINK_SCHEMA, null, "Column " + Sql.name(name) + " of table " + table + " has another type").required(type, found));
          }
        });
    problems.throwIfAny();
  }

  private static Map<String, String> describe(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      ResultSetMetaData data = rows.getMetaData();
      Map<String, String> columns = new LinkedHashMap<>();
      for (int i = 1; i <= data.getColumnCount(); i++) {
        columns.put(data.getColumnLabel(i), type(data, i));
      }
      return columns;
    }
  }

  private static String type(ResultSetMetaData data, int column) throws SQLException {
    String name = data.getColumnTypeName(column).toUpperCase(java.util.Locale.ROOT);
    if (name.startsWith("DECIMAL(")) {
      return "NUMERIC" + name.substring("DECIMAL".length());
    }
    return switch (name) {
      case "NUMERIC", "DECIMAL" -> "NUMERIC(" + data.getPrecision(column) + "," + data.getScale(column) + ")";
      // A text that is too long for its column is refused when it lands; it is not cut.
      case "VARCHAR" -> "TEXT";
      default -> name;
    };
  }
}
