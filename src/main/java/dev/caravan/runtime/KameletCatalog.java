package dev.caravan.runtime;

import dev.caravan.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final Map<String, Boolean> known = new HashMap<>();

  KameletCatalog(Path folder) {
    this.folder = folder;
  }

  /** Where Camel looks for them, in the same order. */
  String locations() {
    return "file:" + folder + ",classpath:" + PACKAGED + ",classpath:" + STOCK;
  }

  /**
   * Whether it is a source of Caravan, which keeps runs and batches; false when there is no such Kamelet.
   *
   * @param problems told when the Kamelet's own file is no YAML
   */
  boolean isOwnSource(String name, Problems problems) {
    return known.computeIfAbsent(name, one -> read(one, problems).map(KameletCatalog::hasSourceBean).orElse(false));
  }

  private static boolean hasSourceBean(Node kamelet) {
    return Yaml.at(kamelet, "spec", "template", "beans").map(Yaml::items).orElse(List.of()).stream()
        .anyMatch(bean -> Yaml.textAt(bean, "type").orElse("").startsWith(FlowRoutes.SOURCE_CLASS));
  }

  private Optional<Node> read(String name, Problems problems) {
    String file = name + ENDING;
    try {
      if (Files.isRegularFile(folder.resolve(file))) {
        return Yaml.read(folder.resolve(file).toString(), Files.readString(folder.resolve(file)), problems);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packaged(name).flatMap(text -> Yaml.read(file, text, problems));
  }

  /** Text of a Kamelet that comes with Caravan. */
  static Optional<String> packaged(String name) {
    try {
      for (String place : new String[] {PACKAGED, STOCK}) {
        try (InputStream in = KameletCatalog.class.getResourceAsStream("/" + place + "/" + name + ENDING)) {
          if (in != null) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
          }
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
