package dev.caravan.catalog;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.caravan.CaravanException;
import dev.caravan.Credential;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;

/** The databases that routes name. Thread-safe; close it after the routes. */
public final class DataSources implements AutoCloseable {
  /** The data folder's own database: {@code warehouse.duckdb}. */
  public static final String WAREHOUSE = "warehouse";

  private static final int CONNECTIONS_MAX = 8;

  private final Map<String, DataSource> sources;

  /**
   * How one database is reached.
   *
   * @param url of JDBC, without credentials (I6)
   * @param user null for none
   * @param password read at each new connection; null for none
   */
  public record Config(String url, String user, Credential password) {}

  /**
   * @param data the data folder, below which the warehouse lies unless a configuration of that name
   *     says otherwise
   */
  public DataSources(Path data, Map<String, Config> configs) {
    Map<String, DataSource> all = new LinkedHashMap<>();
    all.put(WAREHOUSE, new UrlDataSource("jdbc:duckdb:" + data.resolve("warehouse.duckdb").toAbsolutePath(), null, null));
    configs.forEach((name, config) -> all.put(name, source(name, config)));
    this.sources = Map.copyOf(all);
  }

  /** By name, for binding them where routes look. */
  public Map<String, DataSource> all() {
    return sources;
  }

  /** @throws CaravanException CONFIG_BAD_VALUE when there is none of that name */
  public DataSource source(String name) {
    DataSource source = sources.get(name);
    if (source == null) {
      throw new CaravanException(
          Problem.of(ErrorCode.CONFIG_BAD_VALUE, null, "There is no data source '" + name + "'")
              .next("Set caravan.datasource." + name + ".url, or use another; " + Nearest.hint(name, sources.keySet())));
    }
    return source;
  }

  private static DataSource source(String name, Config config) {
    UrlDataSource plain = new UrlDataSource(config.url(), config.user(), config.password());
    if (config.url().startsWith("jdbc:duckdb:")) {
      // A pool would hold the file, which one process at a time can have.
      return plain;
    }
    HikariConfig pool = new HikariConfig();
    pool.setPoolName(name);
    pool.setDataSource(plain);
    pool.setMaximumPoolSize(CONNECTIONS_MAX);
    pool.setMinimumIdle(0);
    // The database may start after us.
    pool.setInitializationFailTimeout(-1);
    return config.password() == null ? new HikariDataSource(pool) : new GuardedPool(pool, plain);
  }

  /**
   * Tells at once that a password cannot be had or is refused. The pool itself would try again and again for
   * half a minute, which locks users out of some databases.
   */
  private static final class GuardedPool extends HikariDataSource {
    private final UrlDataSource plain;

    private GuardedPool(HikariConfig config, UrlDataSource plain) {
      super(config);
      this.plain = plain;
    }

    @Override
    public Connection getConnection() throws SQLException {
      if (getHikariPoolMXBean().getTotalConnections() == 0) {
        plain.getConnection().close();
      }
      return super.getConnection();
    }
  }

  @Override
  public void close() {
    sources.values().stream().filter(HikariDataSource.class::isInstance).forEach(source -> ((HikariDataSource) source).close());
  }
}
