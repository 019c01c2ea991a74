package dev.caravan.kill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
}
