package dev.caravan.catalog;

import dev.caravan.Credential;
import dev.caravan.Secret;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * A new connection at each call. A DuckDB file is so held open only while a connection is, and other
 * processes get at it in between. Thread-safe.
 */
final class UrlDataSource implements DataSource {
  private static final Duration LOCK_WAIT = Duration.ofSeconds(10);
  private static final long LOCK_PAUSE_MILLISECONDS = 50;

  private final String url;
  private final String user;
  private final Credential password;
  private final DatabaseLimits limits;

  /**
   * @param user null for none
   * @param password read at each connection; null for none
   */
  UrlDataSource(String url, String user, Credential password, DatabaseLimits limits) {
    this.limits = limits;
    this.url = url;
    this.user = user;
    this.password = password;
  }

  @Override
  public Connection getConnection() throws SQLException {
    long began = System.nanoTime();
    while (true) {
      try {
        return connect();
      } catch (SQLException e) {
        // Somebody is reading the file, as `caravan query` does for a moment.
        if (!String.valueOf(e.getMessage()).contains("Could not set lock on file") || System.nanoTime() - began > LOCK_WAIT.toNanos()) {
          throw e;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOCK_PAUSE_MILLISECONDS));
      }
    }
  }

  /** With a password that was rotated meanwhile, once more: the connection is made as if nothing had been. */
  private Connection connect() throws SQLException {
    Secret tried = password == null ? null : password.get();
    try {
      return connect(tried);
    } catch (SQLException e) {
      if (tried == null || !refused(e) || !password.refused(tried)) {
        throw e;
      }
      return connect(password.get());
    }
  }

  /** Class 28 of SQLSTATE: invalid authorization. */
  private static boolean refused(SQLException e) {
    return e.getSQLState() != null && e.getSQLState().startsWith("28");
  }

  private Connection connect(Secret value) throws SQLException {
    Properties properties = limits.driver(url);
    if (user != null) {
      properties.setProperty("user", user);
    }
    if (value != null) {
      properties.setProperty("password", value.reveal());
    }
    return DriverManager.getConnection(url, properties);
  }

  @Override
  public Connection getConnection(String otherUser, String otherPassword) throws SQLException {
    throw new SQLFeatureNotSupportedException("the user is part of the configuration");
  }

  @Override
  public PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return 0;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("there is none");
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }
}
