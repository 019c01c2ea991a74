package dev.caravan.sink.jdbc;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.Column;
import dev.caravan.batch.Sql;
import dev.caravan.batch.Stage;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** How staged rows become rows of a table. Immutable. */
sealed interface Merging permits UpsertMerging, HistoryMerging {

  /**
   * The staged rows of one batch.
   *
   * @param keys columns that identify a row
   * @param now when they land
   */
  record Staging(TableName table, List<Column> columns, List<String> keys, Instant now) {
    public Staging {
      columns = List.copyOf(columns);
      keys = List.copyOf(keys);
    }

    /** Whether a column says which rows are tombstones. */
    boolean tombstones() {
      return columns.stream().anyMatch(column -> column.name().equals(Stage.Tombstones.COLUMN));
    }

    /** That a row of the table, {@code t}, and a staged one, {@code s}, have the same key. */
    String sameKey() {
      return keys.stream().map(key -> "t." + Sql.name(key) + " = s." + Sql.name(key)).collect(Collectors.joining(" AND "));
    }

    String keyNames() {
      return keys.stream().map(Sql::name).collect(Collectors.joining(", "));
    }

    CaravanException refused(String fact, String required, String got) {
      return new CaravanException(
          Problem.of(ErrorCode.SINK_KEY, null, fact + " of table " + table)
              .required(required, got)
              .next("Mark the key primaryKey: true in the contract, so that such rows are rejected, or deduplicate before the sink."));
    }
  }

  /** The quoted name of the mark of tombstones. */
  String DELETED = Sql.name(Stage.Tombstones.COLUMN);

  /** Columns the table needs. @throws CaravanException when the staged ones cannot be merged this way */
  List<Column> columns(Staging staging);

  /** Columns of which no two rows of the table have the same values. */
  List<String> key(Staging staging);

  /** @throws CaravanException SINK_KEY when a row would be lost */
  void check(Connection connection, Staging staging, String rows) throws SQLException;

  /** What to execute, in order, in one transaction. */
  List<String> statements(Target database, Staging staging, String rows);

  static void checkPresent(Connection connection, Staging staging, String rows) throws SQLException {
    String absent = staging.keys().stream().map(key -> Sql.name(key) + " IS NULL").collect(Collectors.joining(" OR "));
    if (any(connection, "SELECT 1 FROM " + rows + " WHERE " + absent + " FETCH FIRST 1 ROWS ONLY")) {
      throw staging.refused("A row has no value in the key", "a value in " + String.join(", ", staging.keys()), "null");
    }
  }

  static boolean any(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }
}
