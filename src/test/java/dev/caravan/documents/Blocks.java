package dev.caravan.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Blocks of a page as the files they are parts of. */
final class Blocks {
  private static final Pattern NAME = Pattern.compile("(?m)^  name: ([a-z-]+)$");
  private static final Pattern TEST_OF = Pattern.compile("^# ([a-z-]+)\\.test\\.yaml\n");
  private static final Pattern STREAMS = Pattern.compile("^# ([a-z-]+\\.streams\\.yaml)\n");
  private static final String ROUTE = """
      - route:
          id: shown
          routeConfigurationId: ingest
          from:
            uri: kamelet:file-source
            parameters: {path: inbox}
            steps:
      """;

  private Blocks() {}

  /** Writes a route, steps, Kamelet, contract, route test or properties; what it is can be told from its text. */
  static Path write(Document.Block block, Path folder) throws IOException {
    Path shown = Files.createDirectories(folder.resolve("shown-" + block.line()));
    contractsOfExamples(folder);
    String text = block.text();
    if (block.language().equals("properties")) {
      return Files.writeString(shown.resolve("shown.properties"), text);
    }
    if (text.contains("kind: DataContract")) {
      return Files.writeString(shown.resolve("shown.odcs.yaml"), text);
    }
    if (text.contains("kind: Kamelet")) {
      Matcher name = NAME.matcher(text);
      return Files.writeString(shown.resolve((name.find() ? name.group(1) : "shown") + ".kamelet.yaml"), text);
    }
    Matcher streams = STREAMS.matcher(text);
    if (streams.find()) {
      Files.writeString(Files.createDirectories(folder.resolve("streams")).resolve(streams.group(1)), text);
      return Files.writeString(shown.resolve(streams.group(1)), text);
    }
    Matcher tested = TEST_OF.matcher(text);
    if (tested.find()) {
      for (Path subject : List.of(folder.resolve("kamelets").resolve(tested.group(1) + ".kamelet.yaml"), folder.resolve("streams").resolve(tested.group(1) + ".streams.yaml"))) {
        if (Files.exists(subject)) {
          Files.copy(subject, shown.resolve(subject.getFileName()));
          return Files.writeString(shown.resolve(tested.group(1) + ".test.yaml"), text);
        }
      }
    }
    if (text.contains("\ncases:") || text.startsWith("cases:")) {
      Files.writeString(shown.resolve("shown.camel.yaml"), ROUTE + "        - to: {uri: \"kamelet:lake-sink\", parameters: {dataset: test/shown}}\n");
      return Files.writeString(shown.resolve("shown.test.yaml"), text);
    }
    boolean route = Pattern.compile("(?m)^- (route|beans|routeConfiguration):").matcher(text).find();
    return Files.writeString(shown.resolve("shown.camel.yaml"), route ? text : ROUTE + text.indent(8));
  }

  // Documents speak of the examples' contracts by name; each example names its own folder of them.
  private static void contractsOfExamples(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("examples"))) {
      files.filter(file -> file.toString().endsWith(".odcs.yaml")).forEach(file -> copy(file, folder));
    }
  }

  private static void copy(Path contract, Path folder) {
    Path target = folder.resolve("contracts").resolve(contract.getParent().getFileName()).resolve(contract.getFileName());
    try {
      if (!Files.exists(target)) {
        Files.createDirectories(target.getParent());
        Files.copy(contract, target);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
