package dev.caravan.runtime;

import dev.caravan.failure.Dependencies;
import dev.caravan.transform.TableGuard;
import java.sql.SQLException;

/**
 * Reads reference tables by the permits and the breaker of a dependency of their own, {@code reference-<data source>}: a
 * sink that lands in the same database holds one of its permits while it waits for the table. Thread-safe.
 */
record ReferenceBreakers(Dependencies dependencies) implements TableGuard {
  private static final String PREFIX = "reference-";

  @Override
  public void read(String source, Reading reading) throws SQLException {
    try {
      dependencies.call(
          PREFIX + source,
          () -> {
            reading.read();
            return true;
          });
    } catch (SQLException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("reading a table throws nothing else", e);
    }
  }
}
