package dev.caravan.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.FolderFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads resources of Kubernetes. */
public final class Manifests {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Manifests() {}

  /** Every document of a text. */
  public static List<JsonNode> parse(String yaml) {
    List<JsonNode> documents = new ArrayList<>();
    for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(yaml)) {
      documents.add(JSON.valueToTree(document));
    }
    return documents;
  }

  static List<JsonNode> read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  /** The files below a folder that hold resources: no kustomizations, no routes, streams and contracts. */
  static List<Path> filesBelow(Path folder) throws IOException {
    return FolderFiles.below(folder).stream()
        .filter(file -> file.toString().endsWith(".yaml") && !file.endsWith("kustomization.yaml"))
        .filter(file -> Stream.of(".camel.yaml", ".streams.yaml", ".odcs.yaml").noneMatch(file.toString()::endsWith))
        .toList();
  }

  /** What an overlay consists of: its own resources, and those of what it names, at any depth. */
  static List<JsonNode> of(Path overlay) throws IOException {
    List<JsonNode> resources = new ArrayList<>();
    JsonNode kustomization = kustomization(overlay);
    for (String list : List.of("resources", "components")) {
      for (JsonNode named : kustomization.path(list)) {
        Path path = overlay.resolve(named.asText()).normalize();
        resources.addAll(Files.isDirectory(path) ? of(path) : read(path));
      }
    }
    return resources;
  }

  static JsonNode kustomization(Path folder) throws IOException {
    return read(folder.resolve("kustomization.yaml")).get(0);
  }

  /** Names of the ConfigMaps that an overlay makes of files. */
  static List<String> generated(Path overlay) throws IOException {
    JsonNode kustomization = kustomization(overlay);
    List<String> names = new ArrayList<>();
    kustomization.path("configMapGenerator").forEach(map -> names.add(map.path("name").asText()));
    for (String list : List.of("resources", "components")) {
      for (JsonNode named : kustomization.path(list)) {
        Path path = overlay.resolve(named.asText()).normalize();
        if (Files.isDirectory(path)) {
          names.addAll(generated(path));
        }
      }
    }
    return names;
  }
}
