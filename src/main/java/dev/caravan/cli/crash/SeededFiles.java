package dev.caravan.cli.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Files of JSON lines. */
final class SeededFiles extends SeededAmounts {
  static final String NAME = "files";
  private static final int FILES = 20;

  SeededFiles(long seed, int count) {
    super(new Random(seed), count);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void prepare(Path folder) throws IOException {
    write(folder.resolve("inbox"), List.copyOf(records()));
  }

  /** Divides lines among files. */
  static void write(Path inbox, List<String> lines) throws IOException {
    Files.createDirectories(inbox);
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
  public void close() {}
}
