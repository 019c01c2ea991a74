package dev.caravan.catalog;

import com.zaxxer.hikari.HikariDataSource;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * The database that holds the ledger and the rejects: transactions, what is tried again, and how its
 * failures are told. Thread-safe; made by {@link Ledgers}.
 */
public final class LedgerDatabase implements AutoCloseable {
  private static final int ATTEMPTS = 12;

  /** Two transactions met: one has to begin again. 23505 duplicate key, 40001 and 40P01 deadlock, HYT00 lock timeout. */
  private static final Set<String> MET = Set.of("23505", "40001", "40P01", "HYT00", "90131");

  /**
   * The connection or the process at its other end is gone. H2's own shutdown hook closes the database
   * under flows that still drain (90098, 90121, 90135); the next connection opens it again. PostgreSQL ends
   * transactions of a process that stood still (25P03).
   */
  private static final Set<String> GONE = Set.of("90067", "90098", "90121", "90135", "57P01", "57P02", "57P03", "25P03");

  /** PostgreSQL, of a statement prepared before a newer Caravan added a column to its table; a new connection prepares it anew. */
  private static final String PREPARED_BEFORE = "0A000";

  private final HikariDataSource pool;
  private final boolean h2;
  private final boolean embedded;

  /** H2 closes its file under all when a thread is interrupted that writes to it: only threads of ours do. */
  private final ExecutorService threads = Executors.newCachedThreadPool(LedgerDatabase::thread);

  /** null until somebody sets rules */
  private volatile CircuitBreaker breaker;

  LedgerDatabase(HikariDataSource pool, boolean h2, boolean embedded) {
    this.pool = pool;
    this.h2 = h2;
    this.embedded = embedded;
  }

  /** From now on transactions are begun only when this breaker permits; it hears how the database bears them. */
  public void guard(CircuitBreaker breaker) {
    this.breaker = breaker;
  }

  /**
   * What a transaction does. It may run more than once, even after a commit whose answer was lost: done
   * twice it must have the effect of once, and none outside the database.
   */
  public interface Work<T> {
    T in(Statements statements) throws SQLException;
  }

  /** True when every process that shares this ledger runs on this machine. */
  boolean embedded() {
    return embedded;
  }

  boolean h2() {
    return h2;
  }

  DataSource dataSource() {
    return pool;
  }

  /** A connection beside the pool, which may have none to spare; the caller closes it. */
  Connection connect() throws SQLException {
    return pool.getDataSource() == null
        ? DriverManager.getConnection(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword())
        : pool.getDataSource().getConnection();
  }

  /**
   * One transaction, durable when this returns; begun again when it met another one or lost its
   * connection.
   *
   * @param doing for the message: {@code commit batch x}
   * @throws CaravanException LEDGER_UNAVAILABLE when the database failed; what the work throws itself
   */
  public <T> T write(String doing, Work<T> work) {
    return write(ErrorCode.LEDGER_UNAVAILABLE, doing, true, work);
  }

  /** The same with another code for a failure of the database. */
  public <T> T write(ErrorCode code, String doing, Work<T> work) {
    return write(code, doing, true, work);
  }

  /** A transaction that may be lost with the power of the machine, though not with the process. */
  <T> T writeLightly(String doing, Work<T> work) {
    return write(ErrorCode.LEDGER_UNAVAILABLE, doing, false, work);
  }

  /** One consistent look. */
  public <T> T read(String doing, Work<T> work) {
    return write(ErrorCode.LEDGER_UNAVAILABLE, doing, false, work);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "caravan-ledger");
    thread.setDaemon(true);
    return thread;
  }

  /** Waits for the transaction even when interrupted, and leaves the interrupt to the caller. */
  private <T> T write(ErrorCode code, String doing, boolean sync, Work<T> work) {
    try {
      return CompletableFuture.supplyAsync(() -> permitted(code, doing, sync, work), threads).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof CaravanException told) {
        throw told;
      }
      throw e;
    }
  }

  private <T> T permitted(ErrorCode code, String doing, boolean sync, Work<T> work) {
    CircuitBreaker rules = breaker;
    if (rules == null) {
      return repeat(code, doing, sync, work);
    }
    try {
      rules.acquirePermission();
    } catch (CallNotPermittedException | BulkheadFullException e) {
      throw new CaravanException(code, "Could not " + doing + ": the ledger failed so often that it is left alone for a while", e);
    }
    long began = System.nanoTime();
    try {
      T result = repeat(code, doing, sync, work);
      rules.onSuccess(System.nanoTime() - began, TimeUnit.NANOSECONDS);
      return result;
    } catch (RuntimeException | Error e) {
      // What the work itself refuses is an answer of a database that is well.
      Throwable ofDatabase = e.getCause() instanceof SQLException ? e.getCause() : null;
      if (ofDatabase == null) {
        rules.onSuccess(System.nanoTime() - began, TimeUnit.NANOSECONDS);
      } else {
        rules.onError(System.nanoTime() - began, TimeUnit.NANOSECONDS, ofDatabase);
      }
      throw e;
    }
  }

  private <T> T repeat(ErrorCode code, String doing, boolean sync, Work<T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(sync, work);
      } catch (SQLException e) {
        if (attempt == ATTEMPTS || !worthRepeating(e)) {
          throw new CaravanException(code, "Could not " + doing + ": " + firstLine(e), e);
        }
        pause(attempt);
      }
    }
  }

  /** H2 goes on with the statement, which says nothing to whom it is told. */
  private static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceFirst("; SQL statement:$", "");
  }

  private <T> T attempt(boolean sync, Work<T> work) throws SQLException {
    try (Connection connection = pool.getConnection()) {
      try {
        T result = work.in(new Statements(connection));
        connection.commit();
        if (sync && h2) {
          sync(connection);
        }
        return result;
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        if (e instanceof SQLException failure && gone(failure)) {
          // The pool does not know H2's codes and would hand the dead connection out again.
          pool.evictConnection(connection);
        }
        if (e instanceof SQLException failure && state(failure).equals(PREPARED_BEFORE)) {
          pool.getHikariPoolMXBean().softEvictConnections();
        }
        throw e;
      }
    }
  }

  /** A commit of H2 is written to the file, which survives the process; this makes it survive the machine. */
  private static void sync(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("CHECKPOINT SYNC");
    }
  }

  private static void rollBack(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private static boolean worthRepeating(SQLException e) {
    boolean poolExhausted = e instanceof SQLTransientConnectionException;
    return !poolExhausted && (metAnother(e) || gone(e) || state(e).equals(PREPARED_BEFORE));
  }

  /** Whether the transaction was taken back whole because it met another one: begun again, it may do. */
  static boolean metAnother(SQLException e) {
    return MET.contains(state(e));
  }

  private static boolean gone(SQLException e) {
    return GONE.contains(state(e)) || state(e).startsWith("08");
  }

  private static String state(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState();
  }

  private static void pause(int attempt) {
    long longest = TimeUnit.MILLISECONDS.toNanos(4L << Math.min(attempt, 7));
    LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(longest / 2, longest));
  }

  @Override
  public void close() {
    threads.shutdown();
    pool.close();
  }
}
