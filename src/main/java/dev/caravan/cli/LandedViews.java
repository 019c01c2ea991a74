package dev.caravan.cli;

import dev.caravan.batch.Sql;
import dev.caravan.catalog.DatasetName;
import dev.caravan.catalog.Datasets;
import dev.caravan.catalog.LakeDataset;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What landed, as views and an attached database of one connection: a view for each dataset, of what
 * was visible when the view was made, two more for one that keeps history, and the tables of the warehouse as {@code warehouse.…}.
 */
final class LandedViews {
  private static final Duration LOCK_WAIT = Duration.ofSeconds(3);
  private static final long LOCK_PAUSE_MILLISECONDS = 50;

  private static final String HISTORY = "__history";
  private static final String LATEST = "__latest";

  private final Connection connection;
  private final Path data;
  private final Datasets lake;
  private final PrintWriter notes;

  /**
   * @param data the data folder
   * @param notes takes a line when something cannot be shown
   */
  LandedViews(Connection connection, Path data, Datasets lake, PrintWriter notes) {
    this.connection = connection;
    this.data = data.toAbsolutePath().normalize();
    this.lake = lake;
    this.notes = notes;
  }

  /** Makes everything readable, and then nothing else on this machine. */
  void open() throws SQLException {
    execute("SET TimeZone = 'UTC'");
    attachWarehouse();
    List<DatasetName> names = lake.list();
    for (DatasetName name : names) {
      LakeDataset dataset = lake.dataset(name);
      if (!dataset.manifests().isEmpty()) {
        int slash = name.value().lastIndexOf('/');
        String schema = slash < 0 ? "main" : name.value().substring(0, slash);
        execute("CREATE SCHEMA IF NOT EXISTS " + Sql.name(schema));
        String view = Sql.name(schema) + ".";
        String last = name.value().substring(slash + 1);
        execute("CREATE VIEW " + view + Sql.name(last) + " AS SELECT * FROM " + dataset.relation());
        Optional<String> history = dataset.history();
        // Who has a dataset of that name sees the dataset.
        if (history.isPresent() && !names.contains(new DatasetName(name + HISTORY)) && !names.contains(new DatasetName(name + LATEST))) {
          execute("CREATE VIEW " + view + Sql.name(last + HISTORY) + " AS SELECT * FROM " + history.get());
          execute("CREATE VIEW " + view + Sql.name(last + LATEST) + " AS SELECT * FROM " + view + Sql.name(last + HISTORY) + " WHERE is_current");
        }
      }
    }
    execute("SET allowed_directories = [" + Sql.text(data + "/lake/") + ", " + Sql.text(data + "/spill/") + "]");
    execute("SET enable_external_access = false");
    execute("SET lock_configuration = true");
  }

  // A commit holds the file for a moment.
  private void attachWarehouse() throws SQLException {
    Path file = data.resolve("warehouse.duckdb");
    if (!Files.exists(file)) {
      return;
    }
    Instant end = Instant.now().plus(LOCK_WAIT);
    while (true) {
      try {
        execute("ATTACH " + Sql.text(file.toString()) + " AS warehouse (READ_ONLY)");
        return;
      } catch (SQLException e) {
        if (Instant.now().isAfter(end)) {
          notes.println("note: the warehouse is left out, a running flow is writing to it: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
          notes.flush();
          return;
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOCK_PAUSE_MILLISECONDS));
      }
    }
  }

  /** Name as it is written in a query, to its number of rows. */
  Map<String, Long> tables() throws SQLException {
    List<String> names = names();
    Map<String, Long> tables = new LinkedHashMap<>();
    for (String name : names) {
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + name)) {
        rows.next();
        tables.put(name, rows.getLong(1));
      }
    }
    return tables;
  }

  List<String> names() throws SQLException {
    String query =
        "SELECT table_catalog, table_schema, table_name FROM information_schema.tables"
            + " WHERE table_schema <> 'information_schema' AND (table_catalog = 'warehouse' OR table_type = 'VIEW') ORDER BY ALL";
    List<String> names = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        List<String> parts = new ArrayList<>();
        if (rows.getString(1).equals("warehouse")) {
          parts.add("warehouse");
        }
        if (!rows.getString(2).equals("main")) {
          parts.add(written(rows.getString(2)));
        }
        parts.add(written(rows.getString(3)));
        names.add(String.join(".", parts));
      }
    }
    return names;
  }

  private static String written(String name) {
    return name.matches("[A-Za-z_][A-Za-z0-9_]*") ? name : Sql.name(name);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
