package dev.caravan.catalog;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * Tells why there is no connection. The pool itself tries again and again for as long as it may wait, which
 * locks users out of some databases whose password is wrong, and then says only that it has waited.
 */
final class TellingPool extends HikariDataSource {
  private final DataSource plain;
  private final DatabaseLimits limits;

  /** @param plain makes the connections of the pool */
  TellingPool(HikariConfig config, DataSource plain, DatabaseLimits limits) {
    super(config);
    this.plain = plain;
    this.limits = limits;
  }

  @Override
  public Connection getConnection() throws SQLException {
    tryWhenEmpty();
    try {
      return super.getConnection();
    } catch (SQLTransientConnectionException e) {
      int taken = getHikariPoolMXBean().getActiveConnections();
      if (taken >= limits.connections()) {
        throw new SQLTransientConnectionException(
            "all " + taken + " connections to " + getPoolName() + " were in use for "
                + TimeUnit.MILLISECONDS.toSeconds(getConnectionTimeout()) + " s (caravan.database.connections, caravan.database.take)",
            e.getSQLState(), e);
      }
      // Those the pool had were dead: the database has gone since.
      tryWhenEmpty();
      throw e;
    }
  }

  private void tryWhenEmpty() throws SQLException {
    if (getHikariPoolMXBean().getTotalConnections() == 0) {
      plain.getConnection().close();
    }
  }
}
