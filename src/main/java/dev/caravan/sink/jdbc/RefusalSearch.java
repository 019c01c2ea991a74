package dev.caravan.sink.jdbc;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.Batch;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Stage;
import dev.caravan.batch.StageOptions;
import dev.caravan.batch.Staged;
import dev.caravan.sink.SinkServices;
import dev.caravan.sink.StagedRows;
import dev.caravan.sink.StagingFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Finds the rows of a batch that a database refuses, which names none of them: lands parts of the batch and takes them
 * back. Immutable.
 */
final class RefusalSearch {
  private final SinkServices services;
  private final DataSource source;
  private final TableName table;
  private final RowMerge merge;
  private final LandingFailure failure;

  RefusalSearch(SinkServices services, DataSource source, TableName table, RowMerge merge, LandingFailure failure) {
    this.services = services;
    this.source = source;
    this.table = table;
    this.merge = merge;
    this.failure = failure;
  }

  /**
   * The rows of a batch, in source order; none when the database takes them all by now.
   *
   * @throws CaravanException SINK_ROWS when there are too many
   */
  List<Stage.Refused.Row> find(Batch batch, List<String> keys, StagingFolder staging) {
    Path scratch = staging.files();
    Staged staged = services.engine().stage(batch, StageOptions.DEFAULT.withOrdinals().uninspected(), scratch, services.rejects(batch));
    Merging.Staging rows = new Merging.Staging(table, staged.columns(), keys, services.clock().instant());
    List<BatchId> replaced = services.ledger().replaced(batch.id());
    StagedRows all = StagedRows.all(staged.files());
    int atMost = services.refusals().atMost();
    List<RefusedRows.Row> found =
        new RefusedRows(where -> attempt(rows, new StagedRows(staged.files(), where), batch.id(), replaced, scratch), atMost).find(0, staged.counts().read());
    Refusal refusal = new Refusal(staged.columns(), table, failure.place());
    List<Stage.Refused.Row> told = new ArrayList<>();
    try (Connection engine = services.engine().connect();
        Connection connection = source.getConnection()) {
      for (RefusedRows.Row row : found.subList(0, Math.min(found.size(), atMost))) {
        told.add(refusal.of(row, all, engine, connection));
      }
    } catch (SQLException e) {
      throw failure.of(e);
    }
    told.sort(Comparator.comparing(Stage.Refused.Row::ordinal));
    if (found.size() > atMost) {
      throw new CaravanException(
          Problem.of(ErrorCode.SINK_ROWS, null, failure.place() + " refuses rows of batch " + batch.id() + ", record " + (told.get(0).ordinal() + 1) + " first: " + told.get(0).got())
              .required("at most " + atMost, "more")
              .next("Mend the contract, so that it rejects such rows, or the table; or let more be rejected: caravan.rejects.by-target."),
          found.get(0).why());
    }
    return told;
  }

  /** Lands some of the rows, and takes them back. */
  private Optional<RowFailure> attempt(Merging.Staging staging, StagedRows some, BatchId batch, List<BatchId> replaced, Path scratch) {
    if (some.isEmpty()) {
      return Optional.empty();
    }
    try (Connection connection = source.getConnection()) {
      Target database = Target.of(connection);
      try {
        String rows = RowMerge.load(connection, database, staging, some, scratch);
        connection.setAutoCommit(false);
        merge.merge(connection, database, staging, rows, batch, replaced);
        connection.rollback();
        return Optional.empty();
      } catch (RowFailure e) {
        if (!failure.concernsRows(e)) {
          throw e;
        }
        return Optional.of(e);
      } finally {
        takeBack(connection, database);
      }
    } catch (SQLException e) {
      throw failure.of(e);
    } catch (IOException e) {
      throw LandingFailure.of(batch, e);
    }
  }

  private static void takeBack(Connection connection, Target database) throws SQLException {
    if (!connection.isClosed()) {
      if (!connection.getAutoCommit()) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
      database.unload(connection);
    }
  }
}
