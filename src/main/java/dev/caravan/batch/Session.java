package dev.caravan.batch;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.duckdb.DuckDBConnection;

/**
 * One connection of the engine with the readings and notes that its queries use. Temporary tables live
 * as long as the session. One thread at a time.
 */
final class Session implements AutoCloseable {
  private static final AtomicLong IDS = new AtomicLong();

  private final Connection connection;
  private final Map<Long, SegmentRead> reads;
  private final Map<Long, FateNotes> notes;
  // Another thread may ask how far the work has come.
  private final List<Long> mine = new CopyOnWriteArrayList<>();

  Session(Connection connection, Map<Long, SegmentRead> reads, Map<Long, FateNotes> notes) {
    this.connection = connection;
    this.reads = reads;
    this.notes = notes;
  }

  Connection connection() {
    return connection;
  }

  /** @return what to write behind FROM to read it */
  String register(SegmentRead read) {
    long id = IDS.incrementAndGet();
    reads.put(id, read);
    mine.add(id);
    return SegmentFunction.NAME + "(" + id + "::BIGINT)";
  }

  long register(FateNotes target) {
    long id = IDS.incrementAndGet();
    notes.put(id, target);
    mine.add(id);
    return id;
  }

  /** Work on another connection of the engine, which ends with it. Thread-safe. */
  <T> T beside(Function<Connection, T> work) {
    try (Connection another = ((DuckDBConnection) connection).duplicate()) {
      return work.apply(another);
    } catch (SQLException e) {
      throw failure("another connection", e);
    }
  }

  /** How far the reading that has come furthest is. Thread-safe. */
  Scanned scanned() {
    return mine.stream().map(reads::get).filter(Objects::nonNull).map(SegmentRead::scanned).max(Comparator.comparing(Scanned::rows)).orElse(Scanned.NOTHING);
  }

  void execute(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw failure(sql, e);
    }
  }

  <T> Optional<T> first(String sql, Landing.RowReader<T> reader) {
    List<T> rows = list(sql, reader);
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(0));
  }

  <T> List<T> list(String sql, Landing.RowReader<T> reader) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<T> answer = new ArrayList<>();
      while (rows.next()) {
        answer.add(reader.read(rows));
      }
      return answer;
    } catch (SQLException e) {
      throw failure(sql, e);
    }
  }

  /** The engine's error as one of ours. */
  static CaravanException failure(String sql, SQLException e) {
    String message = String.valueOf(e.getMessage());
    String first = message.lines().findFirst().orElse("");
    if (message.contains("Out of Memory Error")) {
      return new CaravanException(ErrorCode.ENGINE_MEMORY, first, e);
    }
    if (message.startsWith("Binder Error") || message.startsWith("Parser Error") || message.startsWith("Catalog Error")) {
      String candidates = message.lines().filter(line -> line.contains("andidate")).findFirst().orElse(null);
      return new CaravanException(Problem.of(ErrorCode.EXPRESSION_INVALID, null, first).next(candidates), e);
    }
    if (message.contains("No space left")) {
      return new CaravanException(ErrorCode.SINK_STAGE, first, e);
    }
    return new CaravanException(ErrorCode.ENGINE_FAILED, first + "\nplan:\n" + sql, e);
  }

  @Override
  public void close() throws SQLException {
    mine.forEach(reads::remove);
    mine.forEach(notes::remove);
    connection.close();
  }
}
