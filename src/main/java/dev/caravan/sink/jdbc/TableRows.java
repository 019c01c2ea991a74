package dev.caravan.sink.jdbc;

import dev.caravan.batch.BatchId;
import dev.caravan.batch.Sql;
import dev.caravan.catalog.TableCopy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Reads what of some batches stands in a table, to be compared with what would land. */
public final class TableRows {
  private TableRows() {}

  /**
   * Copies the rows whose last writer is one of the batches, which only a replaceable table knows.
   *
   * @param key columns that identify a row of the table
   * @param name of the temporary table in the engine
   * @throws SQLException when one of the databases fails
   */
  public static TableCopy written(DataSource database, String table, List<BatchId> batches, List<String> key, Connection engine, String name) throws SQLException {
    TableName target = TableName.parse(table);
    RowOwners owners = RowOwners.of(target, BatchTable.beside(target));
    return TableCopy.of(database, connection -> "SELECT t.* FROM " + target.sql() + " t WHERE " + owners.wrote(key, batches), UnaryOperator.identity(), engine, name);
  }

  /**
   * Copies the keys of rows that batches after these have written, and that stand whatever becomes of these.
   *
   * @param key columns that identify a row of the table
   * @param name of the temporary table in the engine
   * @throws SQLException when one of the databases fails
   */
  public static TableCopy overwritten(DataSource database, String table, List<BatchId> batches, List<String> key, Connection engine, String name) throws SQLException {
    TableName target = TableName.parse(table);
    String columns = key.stream().map(Sql::name).map(column -> "s." + column).collect(Collectors.joining(", "));
    String later = RowOwners.of(target, BatchTable.beside(target)).later(batches);
    return TableCopy.of(database, connection -> "SELECT " + columns + " FROM " + later, UnaryOperator.identity(), engine, name);
  }

  /**
   * Copies all rows of a table.
   *
   * @return nothing when it keeps several versions of a row
   * @throws SQLException when one of the databases fails
   */
  public static Optional<TableCopy> all(DataSource database, String table, Connection engine, String name) throws SQLException {
    TableCopy copy = TableCopy.of(database, connection -> "SELECT * FROM " + TableName.parse(table).sql(), UnaryOperator.identity(), engine, name);
    return Optional.of(copy).filter(rows -> !rows.types().keySet().containsAll(Set.of(HistoryMerging.FROM, HistoryMerging.TO)));
  }

  /**
   * What to write behind FROM for rows that would land, with each value as the table would keep it.
   *
   * @param rows what stands behind FROM to read them
   * @param columns they have
   */
  public static String asKept(TableCopy table, String rows, List<String> columns) {
    return columns.stream().map(column -> asKept(table, column)).collect(Collectors.joining(", ", "(SELECT ", " FROM " + rows + ")"));
  }

  private static String asKept(TableCopy table, String column) {
    String name = Sql.name(column);
    String type = table.types().get(column);
    return type == null ? name : "coalesce(TRY_CAST(" + name + " AS " + type + ")::VARCHAR, " + name + "::VARCHAR) AS " + name;
  }

  /** What to write behind FROM for the rows of a copy. */
  public static String asText(TableCopy table) {
    return table.types().keySet().stream().map(Sql::name).map(name -> name + "::VARCHAR AS " + name).collect(Collectors.joining(", ", "(SELECT ", " FROM " + Sql.name(table.name()) + ")"));
  }
}
