package dev.caravan.cli.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Files of JSON lines. */
final class SeededFiles implements SeededSource {
  static final String NAME = "files";
  private static final int FILES = 20;
  private static final int BAD_OF = 50;

  private final Map<Long, String> records = new TreeMap<>();
  private final Set<Long> refused = new TreeSet<>();

  SeededFiles(long seed, int count) {
    Random random = new Random(seed);
    for (long id = 1; id <= count; id++) {
      boolean bad = random.nextInt(BAD_OF) == 0;
      if (bad) {
        refused.add(id);
      }
      records.put(id, "{\"id\":" + id + ",\"amount\":" + (bad ? "-1" : random.nextInt(100_000) + ".50") + "}");
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void prepare(Path folder) throws IOException {
    Path inbox = Files.createDirectories(folder.resolve("inbox"));
    List<String> lines = new ArrayList<>(records.values());
    for (int file = 0; file < FILES; file++) {
      int from = (int) ((long) lines.size() * file / FILES);
      int to = (int) ((long) lines.size() * (file + 1) / FILES);
      if (to > from) {
        Files.write(inbox.resolve("records-%02d.ndjson".formatted(file)), lines.subList(from, to));
      }
    }
  }

  @Override
  public String from(Path folder) {
    return """
        uri: kamelet:file-source
        parameters:
          path: "%s"
          settle: 0s
        """
        .formatted(folder.resolve("inbox"));
  }

  @Override
  public String normalize() {
    return "";
  }

  @Override
  public String properties() {
    return """
        - name: amount
          logicalType: number
          physicalType: DECIMAL(18,2)
          logicalTypeOptions:
            minimum: 0
        """;
  }

  @Override
  public Map<String, String> environment() {
    return Map.of();
  }

  @Override
  public Set<Long> keys() {
    return records.keySet();
  }

  @Override
  public Set<Long> refused() {
    return refused;
  }

  @Override
  public String repaired(String raw) {
    return raw.replace("\"amount\":-1", "\"amount\":1");
  }

  @Override
  public void close() {}
}
