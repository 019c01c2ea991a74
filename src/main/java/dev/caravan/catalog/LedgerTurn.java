package dev.caravan.catalog;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/**
 * One process or thread at a time makes the tables of an H2 ledger: who has the turn holds the lock of
 * one row, in a schema of its own so that cleaning the ledger's does not need it. It ends with its
 * connection, also when the process is killed.
 */
final class LedgerTurn implements AutoCloseable {
  /** Making all tables takes a second; a machine with much to do takes longer. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Connection connection;

  private LedgerTurn(Connection connection) {
    this.connection = connection;
  }

  /**
   * Waits until nobody else has the turn.
   *
   * @throws CaravanException LEDGER_UNAVAILABLE after two minutes
   */
  static LedgerTurn take(LedgerDatabase database) {
    Instant end = Instant.now().plus(PATIENCE);
    while (true) {
      try {
        return new LedgerTurn(locked(database));
      } catch (SQLException e) {
        // Others make the same row at this moment, or have the turn for longer than H2 waits for a lock.
        if (Instant.now().isAfter(end)) {
          throw new CaravanException(ErrorCode.LEDGER_UNAVAILABLE, "Could not make the ledger's tables: " + e.getMessage(), e);
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private static Connection locked(LedgerDatabase database) throws SQLException {
    Connection connection = database.connect();
    try (Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("CREATE SCHEMA IF NOT EXISTS opening");
      statement.execute("CREATE TABLE IF NOT EXISTS opening.turn (number INTEGER PRIMARY KEY)");
      statement.execute("MERGE INTO opening.turn VALUES (1)");
      connection.commit();
      statement.execute("SELECT number FROM opening.turn WHERE number = 1 FOR UPDATE");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public void close() {
    try (connection) {
      connection.rollback();
    } catch (SQLException e) {
      // The turn ends with the connection, which is thrown away.
    }
  }
}
