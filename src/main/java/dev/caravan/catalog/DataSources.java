package dev.caravan.catalog;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.caravan.CaravanException;
import dev.caravan.Credential;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;

/** The databases that routes name. Thread-safe; close it after the routes. */
public final class DataSources implements AutoCloseable {
  /** The data folder's own database: {@code warehouse.duckdb}. */
  public static final String WAREHOUSE = "warehouse";

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
    this(data, configs, DatabaseLimits.DEFAULT);
  }

  /** @param limits of each of them */
  public DataSources(Path data, Map<String, Config> configs, DatabaseLimits limits) {
    Map<String, DataSource> all = new LinkedHashMap<>();
    all.put(WAREHOUSE, new UrlDataSource("jdbc:duckdb:" + data.resolve("warehouse.duckdb").toAbsolutePath(), null, null, limits));
    configs.forEach((name, config) -> all.put(name, source(name, config, limits)));
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

  private static DataSource source(String name, Config config, DatabaseLimits limits) {
    UrlDataSource plain = new UrlDataSource(config.url(), config.user(), config.password(), limits);
    if (config.url().startsWith("jdbc:duckdb:")) {
      // A pool would hold the file, which one process at a time can have.
      return plain;
    }
    HikariConfig pool = new HikariConfig();
    pool.setPoolName(name);
    pool.setDataSource(plain);
    limits.pool(pool, config.url());
    pool.setMinimumIdle(0);
    // The database may start after us.
    pool.setInitializationFailTimeout(-1);
    return new TellingPool(pool, plain, limits);
  }

  @Override
  public void close() {
    sources.values().stream().filter(HikariDataSource.class::isInstance).forEach(source -> ((HikariDataSource) source).close());
  }
}
