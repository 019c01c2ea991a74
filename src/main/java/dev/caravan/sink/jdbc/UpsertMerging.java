package dev.caravan.sink.jdbc;

import dev.caravan.batch.Column;
import dev.caravan.batch.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * One row for each key, the newest that landed.
 *
 * @param removes whether a tombstone takes its row away; else the row is marked and keeps its values
 */
record UpsertMerging(boolean removes) implements Merging {

  @Override
  public List<Column> columns(Staging staging) {
    return removes ? staging.columns().stream().filter(column -> !column.name().equals(Stage.Tombstones.COLUMN)).toList() : staging.columns();
  }

  @Override
  public List<String> key(Staging staging) {
    return staging.keys();
  }

  // Each of two rows with one key would be right, and one would be lost.
  @Override
  public void check(Connection connection, Staging staging, String rows) throws SQLException {
    Merging.checkPresent(connection, staging, rows);
    String keys = staging.keyNames();
    if (Merging.any(connection, "SELECT 1 FROM " + rows + " GROUP BY " + keys + " HAVING count(*) > 1 FETCH FIRST 1 ROWS ONLY")) {
      throw staging.refused("Two rows of the batch have the same key", "one row for each " + String.join(", ", staging.keys()), "more");
    }
  }

  @Override
  public List<String> statements(Target database, Staging staging, String rows) {
    List<String> statements = new ArrayList<>();
    String living = staging.tombstones() ? rows + " WHERE NOT " + DELETED : rows;
    statements.add(database.merge(staging.table(), living, columns(staging), staging.keys()));
    if (staging.tombstones()) {
      String gone = " WHERE EXISTS (SELECT 1 FROM " + rows + " s WHERE s." + DELETED + " AND " + staging.sameKey() + ")";
      String table = staging.table().sql() + " AS t";
      statements.add(removes ? "DELETE FROM " + table + gone : "UPDATE " + table + " SET " + DELETED + " = TRUE" + gone);
    }
    return statements;
  }
}
