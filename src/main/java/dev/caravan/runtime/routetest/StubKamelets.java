package dev.caravan.runtime.routetest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Writes, for every source and sink Kamelet that routes use, a Kamelet of the same name and the same
 * parameters that reaches nothing outside. Action Kamelets stay what they are.
 */
final class StubKamelets {
  /** Before the id of a flow: the endpoint by which its stubbed source takes records. */
  static final String ENTRY = "direct:caravan-test-";
  static final String SINKS = "caravanTestSinks";

  private static final Pattern USE = Pattern.compile("kamelet[\"']?:\\s*(?:\\{?\\s*name:\\s*)?[\"']?(?://)?([A-Za-z0-9][\\w.-]*)");
  private static final List<String> PACKAGED = List.of("/caravan/kamelets/", "/kamelets/");

  private final List<Path> folders;
  private final Path written;
  private final Map<String, Boolean> sources = new HashMap<>();

  /**
   * @param folders where Kamelets are looked for before the packaged ones
   * @param written where the stubs go
   */
  StubKamelets(List<Path> folders, Path written) {
    this.folders = folders;
    this.written = written;
  }

  /** Writes the stubs that these route texts need, and the Kamelets these need in turn. */
  void write(List<String> texts) throws IOException {
    Deque<String> open = new ArrayDeque<>(texts);
    Set<String> seen = new HashSet<>(Set.of("source", "sink"));
    while (!open.isEmpty()) {
      Matcher use = USE.matcher(open.pop());
      while (use.find()) {
        if (seen.add(use.group(1))) {
          Optional<String> kamelet = text(use.group(1));
          if (kamelet.isPresent() && !stub(use.group(1), kamelet.get())) {
            open.push(kamelet.get());
          }
        }
      }
    }
  }

  /** Whether routes that begin with this Kamelet take whole batches, as those of Caravan's own sources do. */
  boolean givesBatches(String kamelet) {
    return sources.getOrDefault(kamelet, false);
  }

  private Optional<String> text(String name) throws IOException {
    String file = name + ".kamelet.yaml";
    for (Path folder : folders) {
      if (Files.isRegularFile(folder.resolve(file))) {
        return Optional.of(Files.readString(folder.resolve(file)));
      }
    }
    for (String place : PACKAGED) {
      try (InputStream in = StubKamelets.class.getResourceAsStream(place + file)) {
        if (in != null) {
          return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    }
    return Optional.empty();
  }

  private boolean stub(String name, String text) throws IOException {
    if (!(new Load(LoadSettings.builder().build()).loadFromString(text) instanceof Map<?, ?> kamelet)) {
      return false;
    }
    String type = at(kamelet, "metadata", "labels").get("camel.apache.org/kamelet.type") instanceof String label ? label : "";
    Map<String, Object> template;
    if (type.equals("source")) {
      sources.put(name, text.contains("#class:dev.caravan.source."));
      Map<String, Object> from = Map.of("uri", ENTRY + "{{parentRouteId}}", "steps", List.of(Map.of("to", "kamelet:sink")));
      template = Map.of("from", from);
    } else if (type.equals("sink")) {
      template =
          Map.of(
              "beans", List.of(Map.of("name", "stub", "type", "#class:" + StubSink.class.getName(), "constructors", Map.of("0", "#bean:" + SINKS, "1", name))),
              "from", Map.of("uri", "kamelet:source", "steps", List.of(Map.of("bean", Map.of("ref", "{{stub}}", "method", "land")))));
    } else {
      return false;
    }
    Map<String, Object> spec = new LinkedHashMap<>();
    spec.put("definition", at(kamelet, "spec").get("definition"));
    spec.put("template", template);
    Map<String, Object> stub = new LinkedHashMap<>();
    stub.put("apiVersion", "camel.apache.org/v1");
    stub.put("kind", "Kamelet");
    stub.put("metadata", kamelet.get("metadata"));
    stub.put("spec", spec);
    Files.createDirectories(written);
    Files.writeString(written.resolve(name + ".kamelet.yaml"), Cells.MAPPER.writeValueAsString(stub));
    return true;
  }

  static Map<?, ?> at(Map<?, ?> map, String... path) {
    Map<?, ?> here = map;
    for (String key : path) {
      here = here.get(key) instanceof Map<?, ?> below ? below : Map.of();
    }
    return here;
  }
}
