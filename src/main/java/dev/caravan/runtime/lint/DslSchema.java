package dev.caravan.runtime.lint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What Camel's YAML DSL takes, read from the schema it ships. A general validator answers a wrong key with
 * every branch of every alternative; here alternatives are one union, so that one slip is one finding.
 * Immutable from outside; not thread-safe.
 */
final class DslSchema {
  private static final String RESOURCE = "/schema/camelYamlDsl.json";
  private static final String REFERENCE = "#/items/definitions/";
  private static final String STEP = "org.apache.camel.model.ProcessorDefinition";

  /** What the DSL's own reader takes though the schema does not list it, by definition. */
  private static final Map<String, Map<String, String>> UNLISTED =
      Map.of(
          "org.apache.camel.model.CircuitBreakerDefinition", Map.of("inheritErrorHandler", "boolean"),
          "org.apache.camel.model.loadbalancer.FailoverLoadBalancerDefinition", Map.of("inheritErrorHandler", "boolean"),
          "org.apache.camel.model.RouteDefinition", Map.of("disabled", "boolean"));

  private final JsonNode items;
  private final JsonNode definitions;
  private final ObjectMapper json = new ObjectMapper();
  private final Map<JsonNode, Shape> shapes = new IdentityHashMap<>();

  /**
   * What may stand at one place.
   *
   * @param definition name of the model class, or null
   * @param type the scalar's JSON type when a scalar may stand here, or null
   * @param words the only texts a scalar may have; empty for any
   * @param item what a list holds, or null when no list may stand here
   * @param options names a mapping may have, or null when no mapping may stand here
   * @param required names a mapping must have
   * @param choices groups of names of which at most one may be given
   * @param free whether a mapping may have any name
   */
  record Shape(
      String definition,
      String type,
      List<String> words,
      JsonNode item,
      Map<String, JsonNode> options,
      Set<String> required,
      List<Set<String>> choices,
      boolean free) {

    boolean takesMapping() {
      return options != null || free;
    }
  }

  DslSchema() {
    try (InputStream in = DslSchema.class.getResourceAsStream(RESOURCE)) {
      this.items = json.readTree(in).get("items");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.definitions = items.get("definitions");
  }

  /** What a top-level list item may be. */
  Shape root() {
    return shape(items);
  }

  /** Names of everything that may be a step. */
  Set<String> steps() {
    return shape(definitions.get(STEP)).options().keySet();
  }

  /** Shape of a named definition, such as a bean's. */
  Shape definition(String name) {
    return shape(definitions.get(name));
  }

  boolean isStep(Shape shape) {
    return STEP.equals(shape.definition());
  }

  Shape shape(JsonNode schema) {
    Shape known = shapes.get(schema);
    if (known == null) {
      Union union = new Union();
      union.add(schema);
      known = union.shape();
      shapes.put(schema, known);
    }
    return known;
  }

  /** Everything the alternatives of a schema allow, taken together. */
  private final class Union {
    private String definition;
    private String type;
    private final List<String> words = new ArrayList<>();
    private JsonNode item;
    private Map<String, JsonNode> options;
    private final Set<String> required = new LinkedHashSet<>();
    private final List<Set<String>> choices = new ArrayList<>();
    private boolean free;

    Shape shape() {
      return new Shape(definition, type, words, item, options, required, choices, free && options == null);
    }

    void add(JsonNode schema) {
      JsonNode reference = schema.get("$ref");
      if (reference != null) {
        String name = reference.asText().substring(REFERENCE.length());
        definition = definition == null ? name : definition;
        add(definitions.get(name));
        UNLISTED.getOrDefault(name, Map.of()).forEach((option, kind) -> options.put(option, json.createObjectNode().put("type", kind)));
        return;
      }
      if (schema == definitions.get(STEP)) {
        definition = STEP;
      }
      switch (schema.path("type").asText("")) {
        case "object" -> free |= !schema.has("properties");
        case "array" -> item = schema.path("items");
        case "" -> { }
        default -> type = schema.get("type").asText();
      }
      schema.path("enum").forEach(word -> words.add(word.asText()));
      schema.path("properties").properties().forEach(entry -> option(entry.getKey(), entry.getValue()));
      schema.path("required").forEach(name -> required.add(name.asText()));
      for (String alternatives : List.of("oneOf", "anyOf")) {
        alternatives(schema.path(alternatives));
      }
    }

    private void option(String name, JsonNode schema) {
      if (options == null) {
        options = new LinkedHashMap<>();
      }
      JsonNode old = options.get(name);
      if (old == null || old.isEmpty()) {
        options.put(name, schema);
      }
    }

    private void alternatives(JsonNode branches) {
      Set<String> group = new LinkedHashSet<>();
      for (JsonNode branch : branches) {
        if (branch.has("not")) {
          continue;
        }
        Set<String> before = new LinkedHashSet<>(required);
        add(branch);
        JsonNode names = branch.path("required");
        // What one branch requires, the union does not.
        if (branches.size() > 1 || branch.has("oneOf") || branch.has("anyOf")) {
          required.retainAll(before);
        }
        if (names.size() == 1) {
          group.add(names.get(0).asText());
        }
      }
      if (group.size() > 1) {
        choices.add(group);
      }
    }
  }
}
