package dev.caravan.transform;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.Reference;
import dev.caravan.batch.Sql;
import dev.caravan.catalog.TableCopy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * A table of a database, copied into the engine when a batch runs. Meant for reference data that fits
 * into the engine's memory budget.
 *
 * @param source name of the data source
 * @param table perhaps with its schema: {@code public.currency}
 * @param guard by which the database is read
 */
record TableReference(String name, String source, DataSource database, String table, TableGuard guard) implements Reference {
  @Override
  public String open(Connection engine, String copy) throws SQLException {
    try {
      guard.read(source, () -> read(engine, copy));
    } catch (SQLException e) {
      throw new CaravanException(ErrorCode.ENRICH_REFERENCE, "cannot read reference " + name + ": " + e.getMessage().lines().findFirst().orElse(""), e);
    }
    return copy;
  }

  private void read(Connection engine, String copy) throws SQLException {
    TableCopy.of(database, connection -> "SELECT * FROM " + quoted(connection), column -> column.toLowerCase(Locale.ROOT), engine, copy);
  }

  private String quoted(Connection connection) throws SQLException {
    boolean upper = connection.getMetaData().storesUpperCaseIdentifiers();
    return Arrays.stream(table.split("\\."))
        .map(part -> Sql.name(upper && part.equals(part.toLowerCase(Locale.ROOT)) ? part.toUpperCase(Locale.ROOT) : part))
        .collect(Collectors.joining("."));
  }
}
