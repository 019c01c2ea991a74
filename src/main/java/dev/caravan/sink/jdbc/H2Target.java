package dev.caravan.sink.jdbc;

import dev.caravan.batch.Column;
import dev.caravan.batch.Sql;
import dev.caravan.batch.Type;
import dev.caravan.sink.StagedRows;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/** The rows are streamed into a temporary table by batched inserts. */
record H2Target() implements Target {
  private static final String STAGE = "CARAVAN_STAGE";
  private static final int ROWS_AT_ONCE = 2000;

  @Override
  public String type(Type type) {
    return WideTypes.number(type)
        .orElseGet(
            () ->
                switch (type.sql()) {
                  case "VARCHAR", "JSON" -> text();
                  case "FLOAT" -> "REAL";
                  case "DOUBLE" -> "DOUBLE PRECISION";
                  case "TIME" -> "TIME(6)";
                  case "TIMESTAMP" -> "TIMESTAMP(6)";
                  case "TIMESTAMPTZ" -> instant();
                  default -> type.sql();
                });
  }

  @Override
  public String text() {
    return "CHARACTER VARYING";
  }

  @Override
  public String instant() {
    return "TIMESTAMP(6) WITH TIME ZONE";
  }

  @Override
  public boolean primaryKey() {
    return true;
  }

  @Override
  public String load(Connection connection, List<Column> columns, StagedRows staged, Path scratch) throws SQLException {
    unload(connection);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE LOCAL TEMPORARY TABLE " + STAGE + " ("
              + columns.stream().map(column -> Sql.name(column.name()) + " " + type(column.type())).collect(Collectors.joining(", "))
              + ") NOT PERSISTENT");
    }
    if (!staged.isEmpty()) {
      copy(connection, columns, staged);
    }
    return STAGE;
  }

  private static void copy(Connection connection, List<Column> columns, StagedRows staged) throws SQLException {
    Properties streaming = new Properties();
    streaming.setProperty("jdbc_stream_results", "true");
    String insert = "INSERT INTO " + STAGE + " VALUES (" + columns.stream().map(column -> "?").collect(Collectors.joining(", ")) + ")";
    try (Connection engine = DriverManager.getConnection("jdbc:duckdb:", streaming);
        Statement setting = engine.createStatement();
        PreparedStatement row = connection.prepareStatement(insert)) {
      setting.execute("SET TimeZone = 'UTC'");
      setting.execute("SET memory_limit = '128MB'");
      try (Statement statement = engine.createStatement();
          ResultSet rows = statement.executeQuery("SELECT " + selected(columns) + " FROM " + staged.relation())) {
        int waiting = 0;
        while (rows.next()) {
          for (int i = 1; i <= columns.size(); i++) {
            row.setObject(i, value(rows.getObject(i)));
          }
          row.addBatch();
          if (++waiting == ROWS_AT_ONCE) {
            row.executeBatch();
            waiting = 0;
          }
        }
        row.executeBatch();
      }
    }
  }

  // Times and JSON as text, which H2 reads exactly; the driver's objects for them lose microseconds or meaning.
  private static String selected(List<Column> columns) {
    return columns.stream()
        .map(
            column -> {
              String name = Sql.name(column.name());
              boolean spelled = column.type() instanceof Type.Time || column.type() instanceof Type.Timestamp || column.type() instanceof Type.Json;
              return spelled ? name + "::VARCHAR AS " + name : name;
            })
        .collect(Collectors.joining(", "));
  }

  private static Object value(Object value) {
    return value instanceof BigInteger whole ? new BigDecimal(whole) : value;
  }

  // Otherwise H2 writes half a second after the commit, and the ledger would know more than the table.
  @Override
  public void makeDurable(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CHECKPOINT SYNC");
    }
  }

  @Override
  public void unload(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS " + STAGE);
    }
  }
}
