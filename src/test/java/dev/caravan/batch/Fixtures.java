package dev.caravan.batch;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Files that others made. They lie beside the project, where they lie at all. */
final class Fixtures {
  static final Path FOLDER = Path.of(System.getProperty("caravan.fixtures", "../shared/fixtures"));

  /** Folders of tables and API answers. */
  static final List<String> DATA = List.of("tabular_dirty", "trades", "bank", "stripe", "shopify", "quickbooks", "netsuite");

  private Fixtures() {}

  static void require() {
    assumeTrue(Files.isDirectory(FOLDER), "no fixtures beside the project at " + FOLDER);
  }

  /** @param ending pattern of the whole file name */
  static List<Path> files(List<String> folders, String ending) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String folder : folders) {
      try (Stream<Path> files = Files.walk(FOLDER.resolve(folder))) {
        files.filter(file -> Files.isRegularFile(file) && file.getFileName().toString().matches(ending)).sorted().forEach(found::add);
      }
    }
    return found;
  }
}
