package dev.caravan.sink.jdbc;

import dev.caravan.batch.Column;
import dev.caravan.batch.Sql;
import dev.caravan.batch.Type;
import dev.caravan.sink.StagedRows;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/** The engine writes the rows as CSV, which PostgreSQL copies into a temporary table. */
record PostgresTarget() implements Target {
  private static final String STAGE = "caravan_stage";
  private static final int BUFFER_BYTES = 1 << 20;

  @Override
  public String type(Type type) {
    return WideTypes.number(type)
        .orElseGet(
            () ->
                switch (type.sql()) {
                  case "VARCHAR" -> "TEXT";
                  case "JSON" -> "JSONB";
                  case "FLOAT" -> "REAL";
                  case "DOUBLE" -> "DOUBLE PRECISION";
                  default -> type.sql();
                });
  }

  @Override
  public String text() {
    return "TEXT";
  }

  @Override
  public String instant() {
    return "TIMESTAMPTZ";
  }

  @Override
  public boolean primaryKey() {
    return true;
  }

  @Override
  public String load(Connection connection, List<Column> columns, StagedRows staged, Path scratch) throws SQLException, IOException {
    unload(connection);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TEMPORARY TABLE " + STAGE + " ("
              + columns.stream().map(column -> Sql.name(column.name()) + " " + type(column.type())).collect(Collectors.joining(", "))
              + ")");
    }
    if (!staged.isEmpty()) {
      Path csv = scratch.resolve("rows.csv");
      write(columns, staged, csv);
      try (InputStream in = new BufferedInputStream(Files.newInputStream(csv), BUFFER_BYTES)) {
        // Quoted is always a value, unquoted and empty always null: an empty text stays one.
        connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + STAGE + " FROM STDIN (FORMAT csv, NULL '', ENCODING 'UTF8')", in, BUFFER_BYTES);
      } finally {
        Files.delete(csv);
      }
    }
    return STAGE;
  }

  private static void write(List<Column> columns, StagedRows staged, Path csv) throws SQLException {
    try (Connection engine = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = engine.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("SET memory_limit = '128MB'");
      statement.execute("SET preserve_insertion_order = false");
      statement.execute(
          "COPY (SELECT " + Target.names(columns) + " FROM " + staged.relation() + ") TO " + Sql.text(csv.toString())
              + " (FORMAT csv, HEADER false, NULLSTR '', FORCE_QUOTE *)");
    }
  }

  @Override
  public void unload(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS pg_temp." + STAGE);
    }
  }

  @Override
  public void checkDeferred(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
    }
  }

  // MERGE is younger than servers that are still in use.
  @Override
  public String update(TableName table, String query, String on, String set) {
    return "UPDATE " + table.sql() + " AS t SET " + set + " FROM (" + query + ") s WHERE " + on;
  }

  @Override
  public String merge(TableName table, String rows, List<Column> columns, List<String> keys) {
    List<Column> others = columns.stream().filter(column -> !keys.contains(column.name())).toList();
    String names = Target.names(columns);
    String update =
        others.isEmpty()
            ? "NOTHING"
            : "UPDATE SET "
                + others.stream().map(column -> Sql.name(column.name()) + " = EXCLUDED." + Sql.name(column.name())).collect(Collectors.joining(", "));
    return "INSERT INTO " + table.sql() + " (" + names + ") SELECT " + names + " FROM " + rows + " ON CONFLICT ("
        + keys.stream().map(Sql::name).collect(Collectors.joining(", ")) + ") DO " + update;
  }
}
