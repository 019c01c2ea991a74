package dev.caravan.catalog;

import com.zaxxer.hikari.HikariConfig;
import java.time.Duration;
import java.util.Properties;

/**
 * How long a database may keep others waiting, and how many connections it is asked for.
 *
 * @param connect until there is a connection
 * @param answer of silence in the middle of a statement
 * @param take until one of the connections is free
 * @param connections at most
 */
public record DatabaseLimits(Duration connect, Duration answer, Duration take, int connections) {
  public static final DatabaseLimits DEFAULT = new DatabaseLimits(Duration.ofSeconds(10), Duration.ofMinutes(15), Duration.ofSeconds(30), 8);
  /** None of ours lasts so long between two statements, unless its process stands still, perhaps for ever: others wait for what it has locked. */
  private static final Duration IDLE = Duration.ofSeconds(30);
  /** less is refused by the pool */
  private static final Duration SHORTEST_TAKE = Duration.ofMillis(250);

  public DatabaseLimits {
    if (connections < 1) {
      throw new IllegalArgumentException("connections must be at least 1, got " + connections);
    }
  }

  /** What the driver of an address is told; what the address itself says wins. Drivers that know no network get nothing. */
  Properties driver(String url) {
    Properties properties = new Properties();
    if (url.startsWith("jdbc:postgresql:")) {
      properties.setProperty("connectTimeout", seconds(connect));
      properties.setProperty("loginTimeout", seconds(connect));
      properties.setProperty("socketTimeout", seconds(answer));
      properties.setProperty("tcpKeepAlive", "true");
    }
    return properties;
  }

  /** @param url of the database */
  void pool(HikariConfig pool, String url) {
    if (url.startsWith("jdbc:postgresql:")) {
      // By a statement: poolers such as PgBouncer refuse options that come with the connection.
      pool.setIsolateInternalQueries(true);
      pool.setConnectionInitSql("SET idle_in_transaction_session_timeout = " + IDLE.toMillis());
    }
    pool.setMaximumPoolSize(connections);
    Duration longest = take.compareTo(SHORTEST_TAKE) < 0 ? SHORTEST_TAKE : take;
    pool.setConnectionTimeout(longest.toMillis());
    pool.setValidationTimeout(Math.min(pool.getValidationTimeout(), longest.toMillis()));
  }

  // 0 means without limit to drivers.
  private static String seconds(Duration time) {
    return Long.toString(Math.max(1, time.plusMillis(999).toSeconds()));
  }
}
