package dev.caravan.sink.jdbc;

import dev.caravan.batch.BatchId;
import dev.caravan.sink.StagedRows;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Brings staged rows into a database and merges them into its table, in the transaction of who calls. Immutable. */
final class RowMerge {
  private final JdbcUpsertConfig config;
  private final RowOwners owners;

  RowMerge(JdbcUpsertConfig config, RowOwners owners) {
    this.config = config;
    this.owners = owners;
  }

  /**
   * Brings rows to where the database reads them quickly.
   *
   * @param scratch where files may be written
   * @return what stands behind FROM for them, until {@link Target#unload}
   * @throws RowFailure when the database does not take them
   */
  static String load(Connection connection, Target database, Merging.Staging staging, StagedRows rows, Path scratch) throws SQLException, IOException {
    try {
      return database.load(connection, staging.columns(), rows, scratch);
    } catch (SQLException e) {
      throw RowFailure.of(e);
    }
  }

  /**
   * Merges rows that were brought.
   *
   * @param rows what stands behind FROM for them; null for none
   * @param replaced batches whose rows make place for these
   * @throws RowFailure when the table does not take them
   */
  void merge(Connection connection, Target database, Merging.Staging staging, String rows, BatchId batch, List<BatchId> replaced) throws SQLException {
    String merged = rows;
    if (!replaced.isEmpty()) {
      owners.remove(connection, staging, replaced);
      merged = rows == null ? null : owners.free(connection, database, staging, rows, replaced);
    }
    if (merged == null) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      for (String sql : config.merging().statements(database, staging, merged)) {
        statement.execute(sql);
      }
      if (config.replaceable()) {
        statement.execute(owners.note(database, staging, merged, batch));
      }
      database.checkDeferred(connection);
    } catch (SQLException e) {
      throw RowFailure.of(e);
    }
  }
}
