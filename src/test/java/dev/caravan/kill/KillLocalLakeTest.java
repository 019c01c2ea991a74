package dev.caravan.kill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class KillLocalLakeTest extends KillContract {

  @Override
  KillTarget target(Path data) {
    return new KillTarget() {
      @Override
      public String sink() {
        return """
            - to:
                uri: kamelet:lake-sink
                parameters:
                  dataset: kill/record
            """;
      }

      @Override
      public Map<String, String> properties() {
        return Map.of();
      }

      @Override
      public List<Long> ids() throws IOException, SQLException {
        return LakeIds.read(manifests(data.resolve("lake/kill/record/manifests")), name -> data.resolve("lake/kill/record/data").resolve(name));
      }

      @Override
      public void close() {}
    };
  }

  private static List<JsonNode> manifests(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<JsonNode> manifests = new ArrayList<>();
      for (Path file : files.filter(file -> file.toString().endsWith(".json")).toList()) {
        manifests.add(new ObjectMapper().readTree(file.toFile()));
      }
      return manifests;
    }
  }

  /** Reads ids as an outside reader would: by the manifests, with an engine of its own. */
  static final class LakeIds {
    private LakeIds() {}

    static List<Long> read(List<JsonNode> manifests, java.util.function.Function<String, Path> file) throws SQLException {
      List<String> files = new ArrayList<>();
      for (JsonNode manifest : manifests) {
        manifest.get("files").forEach(entry -> files.add("'" + file.apply(entry.get("name").asText()) + "'"));
      }
      List<Long> ids = new ArrayList<>();
      try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT id FROM read_parquet([" + files.stream().collect(Collectors.joining(", ")) + "])")) {
        while (rows.next()) {
          ids.add(rows.getLong(1));
        }
      }
      return ids;
    }
  }
}
