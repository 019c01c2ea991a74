package dev.caravan.runtime.lint;

import dev.caravan.Place;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a Kamelet's file declares.
 *
 * @param required names of parameters without which it does not start
 * @param dependencies such as {@code camel:kafka}
 * @param template null when there is none
 */
record KameletSpec(String name, Map<String, Parameter> parameters, Set<String> required, List<String> dependencies, Yaml.Mapping template) {

  /**
   * A declared parameter.
   *
   * @param type string when none is given
   * @param words the only values, or empty
   * @param secret whether its value must not be seen
   */
  record Parameter(String name, Place place, String type, List<String> words, boolean hasDefault, boolean secret) {}

  static KameletSpec read(String name, Yaml root) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    Set<String> required = new LinkedHashSet<>();
    Yaml.Mapping empty = new Yaml.Mapping(root.place(), Map.of());
    Yaml.Mapping spec = root instanceof Yaml.Mapping mapping ? mapping.mapping("spec").orElse(empty) : empty;
    Yaml.Mapping definition = spec.mapping("definition").orElse(empty);
    definition.items("required").forEach(item -> {
      if (item instanceof Yaml.Scalar scalar) {
        required.add(scalar.text());
      }
    });
    definition.mapping("properties").ifPresent(properties -> properties.entries().values().forEach(entry ->
        parameters.put(entry.key(), parameter(entry, empty))));
    List<String> dependencies = spec.items("dependencies").stream().filter(Yaml.Scalar.class::isInstance).map(item -> ((Yaml.Scalar) item).text()).toList();
    return new KameletSpec(name, parameters, required, dependencies, spec.mapping("template").orElse(null));
  }

  private static Parameter parameter(Yaml.Entry entry, Yaml.Mapping empty) {
    Yaml.Mapping declared = entry.value() instanceof Yaml.Mapping mapping ? mapping : empty;
    String type = declared.text("type");
    List<String> words = declared.items("enum").stream().filter(Yaml.Scalar.class::isInstance).map(item -> ((Yaml.Scalar) item).text()).toList();
    boolean secret = "password".equals(declared.text("format"))
        || declared.items("x-descriptors").stream().anyMatch(item -> item instanceof Yaml.Scalar scalar && scalar.text().endsWith("descriptor:password"));
    return new Parameter(entry.key(), entry.keyPlace(), type == null ? "string" : type, words, declared.at("default") != null, secret);
  }
}
