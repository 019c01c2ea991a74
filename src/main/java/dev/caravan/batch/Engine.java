package dev.caravan.batch;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Iterator;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBFunctions;

/** The in-process DuckDB that computes batches. Thread-safe; close it last. */
public final class Engine implements AutoCloseable {
  private static final AtomicInteger MADE = new AtomicInteger();

  private final DuckDBConnection root;
  private final Map<Long, SegmentRead> reads = new ConcurrentHashMap<>();
  private final Map<Long, FateNotes> notes = new ConcurrentHashMap<>();
  private final Map<BatchId, Session> staging = new ConcurrentHashMap<>();

  public Engine(EngineConfig config) {
    int threads = config.threads() > 0 ? config.threads() : Runtime.getRuntime().availableProcessors();
    try {
      Files.createDirectories(config.spill().toAbsolutePath().getParent());
      Properties properties = new Properties();
      // Answers stream: a batch iterated row by row must not gather in memory.
      properties.setProperty("jdbc_stream_results", "true");
      root = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:", properties);
      try (Statement statement = root.createStatement()) {
        statement.execute("SET memory_limit = " + Sql.text(config.memory()));
        statement.execute("SET threads = " + threads);
        statement.execute("SET temp_directory = " + Sql.text(spill(config)));
        statement.execute("SET preserve_insertion_order = false");
        statement.execute("SET TimeZone = 'UTC'");
      }
      DuckDBFunctions.tableFunction()
          .withName(SegmentFunction.NAME)
          .withParameter(Long.class)
          .withProjectionPushdown()
          .withFunction(new SegmentFunction(reads, threads))
          .register(root);
      DuckDBFunctions.scalarFunction()
          .withName(FateFunction.NAME)
          .withParameters(Long.class, Integer.class, Long.class, Long.class, Integer.class, Long.class)
          .withReturnType(Boolean.class)
          .withVolatile()
          .withVectorizedFunction(new FateFunction(notes))
          .register(root);
    } catch (SQLException e) {
      throw new CaravanException(ErrorCode.CONFIG_BAD_VALUE, "the engine does not start: " + e.getMessage().lines().findFirst().orElse(""), e);
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SINK_STAGE, "cannot make the spill folder " + config.spill() + ": " + e.getMessage(), e);
    }
  }

  // One that ends removes whatever looks like an engine's from its folder, so no two may have the same.
  private static String spill(EngineConfig config) {
    return config.spill() + "." + MADE.incrementAndGet();
  }

  /**
   * Runs a batch's steps in one fused pass: landing rows into Parquet files below the folder, rejects
   * into the store. Nothing is visible to readers; the same call again starts afresh.
   *
   * @throws CaravanException CONTRACT_DATASET_RULE when a batch-level rule failed, UNBALANCED,
   *     EXPRESSION_INVALID, ENRICH_AMBIGUOUS, ENGINE_MEMORY, or what the store throws
   */
  public Staged stage(Batch batch, StageOptions options, Path folder, RejectStore rejects) {
    try (Session session = session()) {
      staging.put(batch.id(), session);
      return new Landing(session, batch, options, folder, rejects).run();
    } catch (SQLException e) {
      throw Session.failure("batch " + batch.id(), e);
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SINK_STAGE, "cannot stage batch " + batch.id() + ": " + e.getMessage(), e);
    } finally {
      staging.remove(batch.id());
    }
  }

  /** How much of a batch has been read by the {@link #stage} that is under way; nothing when none is. */
  public Scanned scanned(BatchId batch) {
    Session session = staging.get(batch);
    return session == null ? Scanned.NOTHING : session.scanned();
  }

  /**
   * What the engine holds now, in bytes.
   *
   * @param used memory, besides the Java heap
   * @param spilled on disk, for want of memory
   */
  public record Memory(long used, long spilled) {}

  public Memory memory() {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet sums = statement.executeQuery("SELECT SUM(memory_usage_bytes)::BIGINT, SUM(temporary_storage_bytes)::BIGINT FROM duckdb_memory()")) {
      sums.next();
      return new Memory(sums.getLong(1), sums.getLong(2));
    } catch (SQLException e) {
      throw Session.failure("memory of the engine", e);
    }
  }

  Iterator<Map<String, Object>> rows(Batch batch) {
    try {
      return BatchRows.open(session(), batch);
    } catch (SQLException e) {
      throw Session.failure("rows of batch " + batch.id(), e);
    }
  }

  /**
   * A connection of the caller's own, for questions about files: with the engine's threads and within its
   * memory. Close it before the engine.
   */
  public Connection connect() {
    try {
      return root.duplicate();
    } catch (SQLException e) {
      throw Session.failure("connect", e);
    }
  }

  Session session() throws SQLException {
    return new Session(root.duplicate(), reads, notes);
  }

  @Override
  public void close() {
    try {
      root.close();
    } catch (SQLException e) {
      throw new CaravanException(ErrorCode.ENGINE_FAILED, "the engine does not close: " + e.getMessage(), e);
    }
  }
}
