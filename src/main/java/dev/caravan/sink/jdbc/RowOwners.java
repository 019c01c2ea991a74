package dev.caravan.sink.jdbc;

import dev.caravan.batch.BatchId;
import dev.caravan.batch.Column;
import dev.caravan.batch.Sql;
import dev.caravan.batch.Type;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which batch has written each row of a table last, kept beside the table: so that the rows of a batch can
 * be replaced, and rows that a later batch has written are left alone.
 */
record RowOwners(TableName table, BatchTable batches) {
  private static final String BATCH = "_batch";

  static RowOwners of(TableName target, BatchTable batches) {
    return new RowOwners(target.sibling(target.table() + "__caravan"), batches);
  }

  void create(Connection connection, Target database, Merging.Staging staging) throws SQLException {
    TableShape.create(connection, database, table, columns(staging), staging.keys());
  }

  private static List<Column> columns(Merging.Staging staging) {
    List<Column> columns = new ArrayList<>(staging.columns().stream().filter(column -> staging.keys().contains(column.name())).toList());
    columns.add(new Column(BATCH, new Type.Text()));
    return columns;
  }

  /** Condition of a row {@code t} of the table that one of the batches has written last. */
  String wrote(List<String> key, List<BatchId> ids) {
    String same = key.stream().map(Sql::name).map(name -> "s." + name + " = t." + name).collect(Collectors.joining(" AND "));
    return "EXISTS (SELECT 1 FROM " + table.sql() + " s WHERE " + same + " AND s." + Sql.name(BATCH) + " IN (" + texts(ids) + "))";
  }

  /** Takes the rows of replaced batches away, but for those that another batch has written since. */
  void remove(Connection connection, Merging.Staging staging, List<BatchId> replaced) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "DELETE FROM " + staging.table().sql() + " AS t WHERE EXISTS (SELECT 1 FROM " + table.sql() + " s WHERE " + staging.sameKey()
              + " AND s." + Sql.name(BATCH) + " IN (" + texts(replaced) + "))");
      statement.execute("DELETE FROM " + table.sql() + " WHERE " + Sql.name(BATCH) + " IN (" + texts(replaced) + ")");
    }
  }

  /** What stands behind FROM for those of the rows that no batch after the replaced ones has written. */
  String free(Connection connection, Target database, Merging.Staging staging, String rows, List<BatchId> replaced) throws SQLException {
    return database.without(connection, rows, "SELECT 1 FROM " + later(replaced) + " AND " + staging.sameKey());
  }

  /** What stands behind FROM for rows {@code s} of this table that a batch after these has written. */
  String later(List<BatchId> than) {
    String time = Sql.name("landed_at");
    String id = Sql.name("batch_id");
    String since = "SELECT MIN(" + time + ") FROM " + batches.table().sql() + " WHERE " + ofTarget() + " AND " + id + " IN (" + texts(than) + ")";
    return table.sql() + " s JOIN " + batches.table().sql() + " b ON b." + id + " = s." + Sql.name(BATCH) + " WHERE b." + ofTarget() + " AND b." + time + " > (" + since + ")";
  }

  private String ofTarget() {
    return Sql.name("target") + " = " + Sql.text(batches.target().toString());
  }

  /** Notes that a batch has written rows. */
  String note(Target database, Merging.Staging staging, String rows, BatchId batch) {
    String owned = "(SELECT " + staging.keyNames() + ", CAST(" + Sql.text(batch.value()) + " AS " + database.text() + ") AS " + Sql.name(BATCH) + " FROM " + rows + ") AS caravan_owned";
    return database.merge(table, owned, columns(staging), staging.keys());
  }

  private static String texts(List<BatchId> batches) {
    return batches.stream().map(batch -> Sql.text(batch.value())).collect(Collectors.joining(", "));
  }
}
