package dev.caravan.sandbox.netsuite;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.duckdb.DuckDBConnection;

/** The data of a simulated account, in memory. Thread-safe: many read, one writes. */
final class NetSuiteTables implements AutoCloseable {
  private final Map<String, NetSuiteTable> tables = new LinkedHashMap<>();
  private final DuckDBConnection root;
  private final NetSuiteBehaviour behaviour;
  private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();

  NetSuiteTables(NetSuiteBehaviour behaviour) {
    this.behaviour = behaviour;
    try {
      root = (DuckDBConnection) DriverManager.getConnection("jdbc:duckdb:");
      execute("SET TimeZone = '" + behaviour.zone().getId() + "'");
      execute("SET preserve_insertion_order = false");
      // Queries come several at once and are small: more threads for one of them cost more than they spare.
      execute("SET threads = 1");
      // What is calculated for a row is calculated for the rows of the page, not for all that were sorted.
      execute("SET late_materialization_max_rows = 1000");
      for (String macro : OracleFunctions.MACROS) {
        execute(macro);
      }
      execute("CREATE TABLE dual (dummy VARCHAR)");
      execute("INSERT INTO dual VALUES ('X')");
      NetSuiteSchema.tables(behaviour).forEach(this::create);
    } catch (SQLException e) {
      throw new IllegalStateException("the simulator's tables cannot be made: " + e.getMessage(), e);
    }
  }

  /** Makes a table, in place of one of that name. */
  synchronized void create(NetSuiteTable table) {
    List<String> columns = table.columns().stream().map(column -> '"' + column.name() + "\" " + column.kind().engineType()).toList();
    run("CREATE OR REPLACE TABLE \"" + table.name() + "\" (" + String.join(", ", columns) + ")");
    tables.put(table.name(), table);
  }

  synchronized Optional<NetSuiteTable> table(String name) {
    return Optional.ofNullable(tables.get(name));
  }

  synchronized List<NetSuiteTable> tables() {
    return List.copyOf(tables.values());
  }

  RowLoader loader(String table) {
    try {
      return new RowLoader(root.createAppender("main", table), behaviour);
    } catch (SQLException e) {
      throw new IllegalStateException("rows of " + table + " cannot be added: " + e.getMessage(), e);
    }
  }

  /** A connection of the caller's own. */
  Connection connect() throws SQLException {
    return root.duplicate();
  }

  /** Changes rows; returns how many. */
  synchronized long run(String sql, Object... values) {
    try (PreparedStatement statement = root.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i] instanceof Instant instant ? OffsetDateTime.ofInstant(instant, ZoneOffset.UTC) : values[i]);
      }
      return statement.executeLargeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException("the simulator's rows cannot be changed: " + e.getMessage(), e);
    }
  }

  /** The numbers of a query's first column. */
  synchronized List<Long> numbers(String sql) {
    try (Statement statement = root.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<Long> numbers = new ArrayList<>();
      while (rows.next()) {
        numbers.add(rows.getLong(1));
      }
      return numbers;
    } catch (SQLException e) {
      throw new IllegalStateException("the simulator's rows cannot be read: " + e.getMessage(), e);
    }
  }

  /** The texts of a query's first column; null where there is none. */
  synchronized List<String> texts(String sql) {
    try (Statement statement = root.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    } catch (SQLException e) {
      throw new IllegalStateException("the simulator's rows cannot be read: " + e.getMessage(), e);
    }
  }

  /** Work with a connection. */
  interface Use<T> {
    T with(Connection connection) throws SQLException, IOException;
  }

  /** Reads with a connection that others have read with before: making one costs as much as a small query. */
  <T> T read(Use<T> use) throws SQLException, IOException {
    Connection connection = idle.poll();
    if (connection == null) {
      connection = connect();
      connection.setAutoCommit(false);
    }
    T read;
    try {
      read = use.with(connection);
      connection.rollback();
    } catch (SQLException | IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
    idle.add(connection);
    return read;
  }

  /** All rows of a query, each a map by column name. */
  List<Map<String, Object>> rows(String sql, Object... values) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      List<Map<String, Object>> all = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          Map<String, Object> row = new LinkedHashMap<>();
          for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            row.put(rows.getMetaData().getColumnName(i), rows.getObject(i));
          }
          all.add(row);
        }
      }
      return all;
    }
  }

  /** What a user sees in place of an id. */
  Optional<String> shown(String table, Object id) {
    return table(table).map(NetSuiteTable::display).flatMap(
        display -> {
          try {
            List<Map<String, Object>> found = rows("SELECT " + display + " AS shown FROM \"" + table + "\" WHERE id = ?", id);
            return found.isEmpty() ? Optional.empty() : Optional.ofNullable((String) found.get(0).get("shown"));
          } catch (SQLException e) {
            throw new IllegalStateException("the simulator's rows cannot be read: " + e.getMessage(), e);
          }
        });
  }

  /** Deletions before that time are not told any more. */
  void forgetDeletions(Instant before) {
    run("DELETE FROM " + NetSuiteSchema.DELETED + " WHERE deleteddate < ?", before);
  }

  /** Deletes a record as a user would: base records are remembered among the deleted ones, lines are not. */
  synchronized void delete(String table, long id, Instant now) {
    boolean remembered = tables.get(table).has("isinactive") || table.equals("transaction");
    if (remembered) {
      String type = table.equals("transaction") ? "recordtype" : "'" + table + "'";
      run("INSERT INTO deletedrecord SELECT id, " + type + ", " + deletedName(table) + ", ?, NULL FROM \"" + table + "\" WHERE id = ?", truncated(now), id);
    }
    run("DELETE FROM \"" + table + "\" WHERE " + (tables.get(table).has("uniquekey") ? "uniquekey" : "id") + " = ?", id);
    if (table.equals("transaction")) {
      run("DELETE FROM transactionline WHERE transaction = ?", id);
      run("DELETE FROM transactionaccountingline WHERE transaction = ?", id);
    }
  }

  private String deletedName(String table) {
    String display = tables.get(table).display();
    return display == null ? "NULL" : display;
  }

  /** Modification times have seconds, or fractions where the account keeps them. */
  Instant truncated(Instant time) {
    return behaviour.is(NetSuiteSwitch.FRACTIONAL_SECONDS, "yes") ? time.truncatedTo(ChronoUnit.MILLIS) : time.truncatedTo(ChronoUnit.SECONDS);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = root.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    try {
      for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
        connection.close();
      }
      root.close();
    } catch (SQLException e) {
      throw new IllegalStateException("the simulator's tables do not close: " + e.getMessage(), e);
    }
  }
}
