package dev.caravan.runtime;

import dev.caravan.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * The Kamelets there are: those of a folder, then the packaged ones, then the stock catalogue; the
 * first of a name counts. Reads each when it is asked for. One thread at a time.
 */
final class KameletCatalog {
  private static final String ENDING = ".kamelet.yaml";
  private static final String PACKAGED = "caravan/kamelets";
  private static final String STOCK = "kamelets";

  private final Path folder;
  private final Map<String, Optional<KameletDefinition>> known = new HashMap<>();

  KameletCatalog(Path folder) {
    this.folder = folder;
  }

  /** Where Camel looks for them, in the same order. */
  String locations() {
    return "file:" + folder + ",classpath:" + PACKAGED + ",classpath:" + STOCK;
  }

  /** @param problems told when the Kamelet's own file is no YAML */
  Optional<KameletDefinition> find(String name, Problems problems) {
    return known.computeIfAbsent(name, one -> read(one, problems));
  }

  private Optional<KameletDefinition> read(String name, Problems problems) {
    String file = name + ENDING;
    try {
      if (Files.isRegularFile(folder.resolve(file))) {
        return parse(name, folder.resolve(file).toString(), Files.readString(folder.resolve(file)), problems);
      }
      for (String place : new String[] {PACKAGED, STOCK}) {
        try (InputStream in = KameletCatalog.class.getResourceAsStream("/" + place + "/" + file)) {
          if (in != null) {
            return parse(name, place + "/" + file, new String(in.readAllBytes(), StandardCharsets.UTF_8), problems);
          }
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Optional<KameletDefinition> parse(String name, String file, String text, Problems problems) {
    Optional<Node> root = Yaml.read(file, text, problems);
    return root.map(node -> KameletDefinition.of(name, node));
  }

  Set<String> names() {
    Set<String> names = new TreeSet<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files.forEach(file -> addName(file.getFileName().toString(), names));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
    ClassPathFolder.read(PACKAGED).keySet().forEach(file -> addName(file, names));
    ClassPathFolder.read(STOCK).keySet().forEach(file -> addName(file, names));
    return names;
  }

  private static void addName(String file, Set<String> names) {
    if (file.endsWith(ENDING)) {
      names.add(file.substring(0, file.length() - ENDING.length()));
    }
  }
}
