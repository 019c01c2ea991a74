package dev.caravan.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The JSON Schema of one minor version of the Open Data Contract Standard. Thread-safe. */
final class OdcsSchema {
  private static final Map<String, OdcsSchema> BY_VERSION = new ConcurrentHashMap<>();

  private final JsonNode tree;
  private final SchemaCheck check;

  private OdcsSchema(String version) {
    ObjectNode all = resource();
    ObjectNode versions = (ObjectNode) all.remove("versions");
    if (versions.has(version)) {
      merge((ObjectNode) all.get("$defs"), versions.get(version));
    }
    this.tree = all;
    this.check = new SchemaCheck(all);
  }

  /** @param version {@code 3.0}, {@code 3.1} or {@code 3.2} */
  static OdcsSchema of(String version) {
    return BY_VERSION.computeIfAbsent(version, OdcsSchema::new);
  }

  /** The schema itself, as JSON. */
  JsonNode tree() {
    return tree;
  }

  ConformingPart conforming(YamlDocument document) {
    return ConformingPart.of(check, document);
  }

  private static ObjectNode resource() {
    try (InputStream stream = OdcsSchema.class.getResourceAsStream("/schemas/contract.schema.json")) {
      return (ObjectNode) new ObjectMapper().readTree(stream);
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
  }

  // RFC 7396.
  private static void merge(ObjectNode target, JsonNode patch) {
    patch
        .properties()
        .forEach(
            entry -> {
              JsonNode old = target.get(entry.getKey());
              if (old instanceof ObjectNode object && entry.getValue().isObject()) {
                merge(object, entry.getValue());
              } else {
                target.set(entry.getKey(), entry.getValue());
              }
            });
  }
}
