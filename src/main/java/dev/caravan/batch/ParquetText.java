package dev.caravan.batch;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Writes the rows of a Parquet file as JSON lines, which the engine does exactly for decimals and wide integers. */
final class ParquetText {
  private ParquetText() {}

  static boolean is(byte[] beginning, int length) {
    return length >= 4 && beginning[0] == 'P' && beginning[1] == 'A' && beginning[2] == 'R' && beginning[3] == '1';
  }

  /** Whether the engine would take the path for a pattern. */
  static boolean hasPattern(Path file) {
    return file.toString().matches(".*[*?\\[{].*");
  }

  /** @throws dev.caravan.CaravanException SOURCE_CORRUPT */
  static void write(Path parquet, Path lines) throws IOException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET memory_limit = '256MB'");
      statement.execute("SET threads = 1");
      statement.execute("COPY (SELECT * FROM read_parquet(" + literal(parquet) + ")) TO " + literal(lines) + " (FORMAT JSON)");
    } catch (SQLException e) {
      throw Delivery.corrupt(parquet, e);
    }
  }

  private static String literal(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }
}
