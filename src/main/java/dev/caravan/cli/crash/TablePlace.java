package dev.caravan.cli.crash;

import dev.caravan.batch.Sql;
import dev.caravan.catalog.DataSources;
import dev.caravan.catalog.Ledger.BatchRecord;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/** A schema of a database. A merge shows no row twice, so what its batch table says of each batch counts as well. */
final class TablePlace implements LandingPlace {
  private final String name;
  private final String source;
  private final String schema;
  private final Map<String, String> settings;
  private final Path data;
  private final Map<String, DataSources.Config> configs;

  /**
   * @param source by which routes name the database
   * @param schema of this round only
   * @param settings that make the database known to a process, where its own configuration does not
   * @param configs by which this process reaches it
   */
  TablePlace(String name, String source, String schema, Map<String, String> settings, Path data, Map<String, DataSources.Config> configs) {
    this.name = name;
    this.source = source;
    this.schema = schema;
    this.settings = Map.copyOf(settings);
    this.data = data;
    this.configs = Map.copyOf(configs);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String sink(String table) {
    return """
        uri: kamelet:jdbc-upsert-sink
        parameters:
          dataSource: %s
          table: %s.%s
        """
        .formatted(source, schema, table);
  }

  @Override
  public Map<String, String> settings() {
    return settings;
  }

  private interface Reading<T> {
    T of(Connection connection) throws SQLException;
  }

  // A file is held by one process at a time, so nothing stays open.
  private <T> T reading(Reading<T> reading) throws SQLException {
    try (DataSources sources = new DataSources(data, configs)) {
      DataSource database = sources.source(source);
      try (Connection connection = database.getConnection()) {
        return reading.of(connection);
      }
    }
  }

  @Override
  public List<Long> keys(String table) throws SQLException {
    return reading(
        connection -> {
          List<Long> keys = new ArrayList<>();
          try (Statement statement = connection.createStatement();
              ResultSet rows = statement.executeQuery("SELECT \"id\" FROM " + sql(table))) {
            while (rows.next()) {
              keys.add(rows.getLong(1));
            }
          }
          return keys;
        });
  }

  @Override
  public List<String> strays(String table, List<BatchRecord> committed) throws SQLException {
    Map<String, Long> told = reading(connection -> told(connection, table));
    List<String> strays = new ArrayList<>();
    for (BatchRecord batch : committed) {
      Long rows = told.remove(batch.id().value());
      if (rows == null || rows != batch.counts().landed()) {
        strays.add("batch " + batch.id() + " landed " + batch.counts().landed() + " rows, and its table says " + (rows == null ? "none" : rows));
      }
    }
    told.keySet().forEach(batch -> strays.add("batch " + batch + " is in the table and not committed"));
    return strays;
  }

  private Map<String, Long> told(Connection connection, String table) throws SQLException {
    Map<String, Long> told = new TreeMap<>();
    String query = "SELECT \"batch_id\", \"rows\" FROM " + sql("caravan_batch") + " WHERE \"target\" = " + Sql.text(schema + "." + table);
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        told.put(rows.getString(1), rows.getLong(2));
      }
    }
    return told;
  }

  private String sql(String table) {
    return Sql.name(schema) + "." + Sql.name(table);
  }

  @Override
  public void clear() throws SQLException {
    reading(
        connection -> {
          try (Statement statement = connection.createStatement()) {
            return statement.execute("DROP SCHEMA IF EXISTS " + Sql.name(schema) + " CASCADE");
          }
        });
  }
}
