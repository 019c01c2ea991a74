package dev.caravan.sandbox.netsuite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * Serves the rows of a CSV file: every value as its text, but ids as numbers, so that they have an order. A name
 * that occurs again in the header gets {@code _1}.
 */
final class CsvTable {
  private CsvTable() {}

  static void load(NetSuiteTables tables, String table, Path csv) {
    String file = "read_csv('" + csv.toString().replace("'", "''") + "', all_varchar = true, header = true, nullstr = '')";
    try (Connection connection = tables.connect();
        Statement statement = connection.createStatement();
        ResultSet none = statement.executeQuery("SELECT * FROM " + file + " LIMIT 0")) {
      NetSuiteTable.Builder builder = NetSuiteTable.named(table, null);
      ResultSetMetaData columns = none.getMetaData();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        String name = columns.getColumnName(i).toLowerCase(Locale.ROOT);
        builder.all(name.equals("id") && numbers(connection, file) ? ColumnKind.ID : ColumnKind.TEXT, name);
      }
      tables.create(builder.build());
      tables.run("INSERT INTO \"" + table + "\" SELECT * FROM " + file);
    } catch (SQLException e) {
      throw new IllegalArgumentException("rows of " + csv + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean numbers(Connection connection, String file) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet others = statement.executeQuery("SELECT count(*) FROM " + file + " WHERE id IS NULL OR NOT regexp_full_match(id, '[1-9][0-9]{0,17}')")) {
      others.next();
      return others.getLong(1) == 0;
    }
  }
}
