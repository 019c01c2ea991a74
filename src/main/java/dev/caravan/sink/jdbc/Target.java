package dev.caravan.sink.jdbc;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.Column;
import dev.caravan.batch.Sql;
import dev.caravan.batch.Type;
import dev.caravan.sink.StagedRows;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/** What differs between the databases that rows are merged into. Without state; thread-safe. */
sealed interface Target permits DuckDbTarget, H2Target, PostgresTarget {

  /** The type a column gets: the narrowest that holds every value exactly. */
  String type(Type type);

  /** The type of a column that holds text of any length. */
  String text();

  String instant();

  /** Whether the table is given a primary key, which its merge needs or enforces cheaply. */
  boolean primaryKey();

  /**
   * Brings the staged rows to the database, outside the transaction that lands them.
   *
   * @param scratch folder for files of its own
   * @return what to write behind FROM; lives as long as the connection, or until {@link #unload}
   */
  String load(Connection connection, List<Column> columns, StagedRows staged, Path scratch) throws SQLException, IOException;

  void unload(Connection connection) throws SQLException;

  /**
   * Leaves out loaded rows, {@code t}, for which a query has an answer; part of the transaction that lands them.
   *
   * @return what to write behind FROM for the others
   */
  default String without(Connection connection, String rows, String query) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM " + rows + " AS t WHERE EXISTS (" + query + ")");
    }
    return rows;
  }

  /** Has the database check now what it would check when the transaction is committed. */
  default void checkDeferred(Connection connection) throws SQLException {}

  /** Returns when everything committed survives a killed process and a power cut. */
  default void makeDurable(Connection connection) throws SQLException {}

  /** Updates the rows whose key is there and inserts the others. */
  default String merge(TableName table, String rows, List<Column> columns, List<String> keys) {
    String names = names(columns);
    List<Column> others = columns.stream().filter(column -> !keys.contains(column.name())).toList();
    String on = keys.stream().map(key -> "t." + Sql.name(key) + " = s." + Sql.name(key)).collect(Collectors.joining(" AND "));
    String update =
        others.isEmpty()
            ? ""
            : " WHEN MATCHED THEN UPDATE SET "
                + others.stream().map(column -> Sql.name(column.name()) + " = s." + Sql.name(column.name())).collect(Collectors.joining(", "));
    return "MERGE INTO " + table.sql() + " t USING (SELECT " + names + " FROM " + rows + ") s ON (" + on + ")" + update
        + " WHEN NOT MATCHED THEN INSERT (" + names + ") VALUES ("
        + columns.stream().map(column -> "s." + Sql.name(column.name())).collect(Collectors.joining(", ")) + ")";
  }

  /**
   * Updates rows of a table, {@code t}, by those of a query, {@code s}.
   *
   * @param on condition that no two rows of the query meet for one of the table
   */
  default String update(TableName table, String query, String on, String set) {
    return "MERGE INTO " + table.sql() + " t USING (" + query + ") s ON (" + on + ") WHEN MATCHED THEN UPDATE SET " + set;
  }

  static String names(List<Column> columns) {
    return columns.stream().map(column -> Sql.name(column.name())).collect(Collectors.joining(", "));
  }

  /** @throws CaravanException SINK_TARGET when the database is none of the three */
  static Target of(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    return switch (product) {
      case "DuckDB" -> new DuckDbTarget();
      case "H2" -> new H2Target();
      case "PostgreSQL" -> new PostgresTarget();
      default ->
          throw new CaravanException(
              Problem.of(ErrorCode.SINK_TARGET, null, "jdbc-upsert-sink does not know this database")
                  .required("DuckDB, H2 or PostgreSQL", product));
    };
  }
}
