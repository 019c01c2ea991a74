package dev.caravan.sink.jdbc;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.Batch;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Column;
import dev.caravan.batch.Sql;
import dev.caravan.batch.Stage;
import dev.caravan.batch.StageOptions;
import dev.caravan.batch.Staged;
import dev.caravan.catalog.Milestone;
import dev.caravan.sink.SinkServices;
import dev.caravan.sink.StagedRows;
import dev.caravan.sink.StagingFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges batches into a table by key. The rows and the word that the batch has landed are written in
 * one transaction; a batch that has landed is not landed again (I3). Thread-safe for different
 * batches.
 */
public final class JdbcUpsert {
  private static final Logger LOG = LoggerFactory.getLogger(JdbcUpsert.class);
  private static final String SINK = "jdbc";
  /** How the ledger knows a landing whose rows can be replaced. */
  public static final String REPLACEABLE = "jdbc-replaceable";

  private final SinkServices services;
  private final DataSource source;
  private final JdbcUpsertConfig config;
  private final TableName table;
  private final BatchTable batches;
  private final RowOwners owners;
  private final RowMerge merge;
  private final LandingFailure failure;
  private final RefusalSearch refusals;
  private final String writer = StagingFolder.newWriter();

  public JdbcUpsert(SinkServices services, DataSource source, JdbcUpsertConfig config) {
    this.services = services;
    this.source = source;
    this.config = config;
    this.table = TableName.parse(config.table());
    this.batches = BatchTable.beside(table);
    this.owners = RowOwners.of(table, batches);
    this.merge = new RowMerge(config, owners);
    this.failure = new LandingFailure(config.dataSource() + "." + table, services.refusals());
    this.refusals = new RefusalSearch(services, source, table, merge, failure);
  }

  /** As a Kamelet makes it; see {@link JdbcUpsertConfig#parse}. */
  public JdbcUpsert(SinkServices services, DataSource source, String dataSource, String table, String key, boolean create, String mode, String versionBy, String deletes,
      boolean replaceable) {
    this(services, source, JdbcUpsertConfig.parse(dataSource, table, key, create, mode, versionBy, deletes, replaceable));
  }

  public UpsertPlan plan(Batch batch) {
    return new UpsertPlan(batch, "SELECT 1");
  }

  /**
   * Lands the batch unless it has landed, and tells ledger and flow.
   *
   * @return the batch, for the steps that follow
   * @throws CaravanException SINK_TARGET, SINK_SCHEMA, SINK_KEY, or what {@link
   *     dev.caravan.batch.Engine#stage} throws; the table is as it was then
   */
  public Batch commit(UpsertPlan plan) {
    Batch batch = plan.batch();
    List<String> keys = keys(batch);
    StagingFolder staging = new StagingFolder(services.staging(batch, SINK + "-" + config.dataSource() + "-" + table), writer);
    BatchTable.Entry entry = landed(batch).orElseGet(() -> land(batch, keys, staging));
    services.milestones().reached(Milestone.LANDED, batch.flow());
    String target = failure.place();
    services.ledger().landed(batch.id(), config.replaceable() ? REPLACEABLE : SINK, target, entry.counts().landed());
    services.told(batch, entry.counts(), entry.warnings(), SINK, target, table.toString());
    staging.remove();
    return batch;
  }

  /** What became of the batch if it has landed; makes the batch table when it is absent. */
  Optional<BatchTable.Entry> landed(Batch batch) {
    try (Connection connection = source.getConnection()) {
      Target database = Target.of(connection);
      if (!config.create()) {
        // Before anything is computed, and else it would look like a target that is down, to be tried again.
        TableShape.require(connection, table);
      } else if (table.schema() != null) {
        try (Statement statement = connection.createStatement()) {
          statement.execute("CREATE SCHEMA IF NOT EXISTS " + Sql.name(table.schema()));
        }
      }
      batches.create(connection, database);
      Optional<BatchTable.Entry> entry = batches.find(connection, batch.id());
      if (entry.isPresent()) {
        // An attempt before may have failed between its commit and this.
        database.makeDurable(connection);
      }
      return entry;
    } catch (SQLException e) {
      throw failure.of(e);
    }
  }

  private BatchTable.Entry land(Batch batch, List<String> keys, StagingFolder staging) {
    try {
      return landed(batch, keys, staging);
    } catch (CaravanException e) {
      if (e.code() != ErrorCode.SINK_ROWS || services.refusals().atMost() == 0) {
        throw e;
      }
      List<Stage.Refused.Row> refused = refusals.find(batch, keys, staging);
      LOG.warn("Flow {}: {} refuses {} of the rows of batch {}; they are rejected", batch.flow(), failure.place(), refused.size(), batch.id());
      return landed(batch.with(new Stage.Refused(refused)), keys, staging);
    }
  }

  private BatchTable.Entry landed(Batch batch, List<String> keys, StagingFolder staging) {
    Staged staged = services.engine().stage(batch, StageOptions.DEFAULT, staging.files(), services.rejects(batch));
    services.milestones().reached(Milestone.LANDING, batch.flow());
    return land(batch, keys, staged, staging.files());
  }

  /** Lands what is staged. */
  BatchTable.Entry land(Batch batch, List<String> keys, Staged staged, Path scratch) {
    List<String> absent = keys.stream().filter(key -> staged.columns().stream().noneMatch(column -> column.name().equals(key))).toList();
    if (!absent.isEmpty()) {
      throw new CaravanException(
          Problem.of(ErrorCode.SINK_KEY, null, "Rows for table " + table + " lack a column of its key")
              .required(String.join(", ", absent), staged.columns().stream().map(Column::name).collect(Collectors.joining(", "))));
    }
    // A DuckDB file is held from here on, and only until the rows are in.
    try (Connection connection = source.getConnection()) {
      Target database = Target.of(connection);
      Merging.Staging staging = new Merging.Staging(table, staged.columns(), keys, services.clock().instant());
      List<Column> columns = config.merging().columns(staging);
      if (config.create()) {
        TableShape.create(connection, database, table, columns, config.merging().key(staging));
        if (SinkServices.evolves(batch)) {
          TableShape.widen(connection, database, table, columns.stream().filter(staged.columns()::contains).toList());
        }
      }
      TableShape.check(connection, database, table, columns);
      if (config.replaceable()) {
        owners.create(connection, database, staging);
      }
      String rows = staged.files().isEmpty() ? null : RowMerge.load(connection, database, staging, StagedRows.all(staged.files()), scratch);
      try {
        BatchTable.Entry entry = merge(connection, database, batch, staging, staged, rows);
        database.makeDurable(connection);
        return entry;
      } finally {
        if (rows != null && !connection.isClosed()) {
          database.unload(connection);
        }
      }
    } catch (SQLException e) {
      throw failure.of(e);
    } catch (IOException e) {
      throw LandingFailure.of(batch.id(), e);
    }
  }

  private BatchTable.Entry merge(Connection connection, Target database, Batch batch, Merging.Staging staging, Staged staged, String rows)
      throws SQLException {
    List<BatchId> replaced = services.ledger().replaced(batch.id());
    if (!replaced.isEmpty() && !config.replaceable()) {
      throw new CaravanException(
          Problem.of(ErrorCode.HISTORY_SINK, null, "Nothing tells the rows of a batch in table " + table + " from others")
              .required("replaceable: true on jdbc-upsert-sink", "false"));
    }
    if (rows != null) {
      config.merging().check(connection, staging, rows);
    }
    connection.setAutoCommit(false);
    try {
      Instant landed = replaced.isEmpty() ? staging.now() : batches.landed(connection, replaced).orElse(staging.now());
      batches.insert(connection, batch, staged.counts(), staged.warnings(), landed);
      merge.merge(connection, database, staging, rows, batch.id(), replaced);
      services.milestones().reached(Milestone.PUBLISHING, batch.flow());
      commit(connection);
      return new BatchTable.Entry(staged.counts(), staged.warnings());
    } catch (SQLException e) {
      // Somebody else may have landed it between our look and our insert.
      return landedMeanwhile(connection, batch, e).orElseThrow(() -> e);
    } finally {
      if (!connection.isClosed()) {
        connection.setAutoCommit(true);
      }
    }
  }

  private static void commit(Connection connection) throws SQLException {
    try {
      connection.commit();
    } catch (SQLException e) {
      throw RowFailure.of(e);
    }
  }

  /** @param failure of ours, which tells more than what a connection that is gone says afterwards */
  private Optional<BatchTable.Entry> landedMeanwhile(Connection connection, Batch batch, SQLException failure) throws SQLException {
    try {
      connection.rollback();
      Optional<BatchTable.Entry> other = batches.find(connection, batch.id());
      connection.rollback();
      return other;
    } catch (SQLException e) {
      failure.addSuppressed(e);
      throw failure;
    }
  }

  private List<String> keys(Batch batch) {
    if (!config.key().isEmpty()) {
      return config.key();
    }
    return SinkServices.primaryKey(batch)
        .orElseThrow(() -> new CaravanException(ErrorCode.SINK_KEY, "Nothing tells the key of table " + table));
  }
}
