package dev.caravan.kill;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Reads ids as an outside reader would: by the manifests, with an engine of its own. */
final class LakeIds {
  private LakeIds() {}

  /** @param file gives a local file for a name that a manifest holds */
  static List<Long> read(List<JsonNode> manifests, Function<String, Path> file) throws SQLException {
    List<String> files = new ArrayList<>();
    for (JsonNode manifest : manifests) {
      manifest.get("files").forEach(entry -> files.add("'" + file.apply(entry.get("name").asText()) + "'"));
    }
    List<Long> ids = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT id FROM read_parquet([" + String.join(", ", files) + "])")) {
      while (rows.next()) {
        ids.add(rows.getLong(1));
      }
    }
    return ids;
  }
}
