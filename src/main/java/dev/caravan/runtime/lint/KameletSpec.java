package dev.caravan.runtime.lint;

import dev.caravan.Place;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Kamelet's file declares.
 *
 * @param type source, action or sink; empty when the file does not say
 * @param required names of parameters without which it does not start
 * @param dependencies such as {@code camel:kafka}
 * @param template null when there is none
 */
record KameletSpec(String name, String type, Map<String, Parameter> parameters, Set<String> required, List<String> dependencies, Yaml.Mapping template) {
  private static final String OWN_SOURCE = "#class:dev.caravan.source.";
  private static final Pattern BEAN = Pattern.compile("#(?:bean:)?\\{\\{(\\w+)}}");

  /**
   * A declared parameter.
   *
   * @param type string when none is given
   * @param words the only values, or empty
   * @param form what its text has to look like
   * @param bean whether the template looks for a bean of that name
   * @param secret whether its value must not be seen
   */
  record Parameter(String name, Place place, String type, List<String> words, TextForm form, boolean hasDefault, boolean bean, boolean secret) {}

  static KameletSpec read(String name, Yaml root) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    Set<String> required = new LinkedHashSet<>();
    Yaml.Mapping empty = new Yaml.Mapping(root.place(), Map.of());
    Yaml.Mapping spec = root instanceof Yaml.Mapping mapping ? mapping.mapping("spec").orElse(empty) : empty;
    Yaml.Mapping definition = spec.mapping("definition").orElse(empty);
    Yaml.Mapping metadata = root instanceof Yaml.Mapping mapping ? mapping.mapping("metadata").orElse(empty) : empty;
    String type = metadata.mapping("labels").map(labels -> labels.text("camel.apache.org/kamelet.type")).orElse("");
    definition.items("required").forEach(item -> {
      if (item instanceof Yaml.Scalar scalar) {
        required.add(scalar.text());
      }
    });
    Set<String> beans = new LinkedHashSet<>();
    spec.mapping("template").ifPresent(template -> addBeans(template, beans));
    definition.mapping("properties").ifPresent(properties -> properties.entries().values().forEach(entry ->
        parameters.put(entry.key(), parameter(entry, beans, empty))));
    List<String> dependencies = spec.items("dependencies").stream().filter(Yaml.Scalar.class::isInstance).map(item -> ((Yaml.Scalar) item).text()).toList();
    return new KameletSpec(name, type, parameters, required, dependencies, spec.mapping("template").orElse(null));
  }

  /** Whether batches are named by the id of the route that begins with it. */
  boolean namesBatches() {
    return template != null && template.items("beans").stream()
        .anyMatch(bean -> bean instanceof Yaml.Mapping mapping && mapping.text("type") != null && mapping.text("type").startsWith(OWN_SOURCE));
  }

  private static Parameter parameter(Yaml.Entry entry, Set<String> beans, Yaml.Mapping empty) {
    Yaml.Mapping declared = entry.value() instanceof Yaml.Mapping mapping ? mapping : empty;
    String type = declared.text("type");
    List<String> words = declared.items("enum").stream().filter(Yaml.Scalar.class::isInstance).map(item -> ((Yaml.Scalar) item).text()).toList();
    boolean secret = "password".equals(declared.text("format"))
        || declared.items("x-descriptors").stream().anyMatch(item -> item instanceof Yaml.Scalar scalar && scalar.text().endsWith("descriptor:password"));
    return new Parameter(entry.key(), entry.keyPlace(), type == null ? "string" : type, words, TextForm.of(declared), declared.at("default") != null,
        beans.contains(entry.key()), secret);
  }

  private static void addBeans(Yaml node, Set<String> beans) {
    if (node instanceof Yaml.Mapping mapping) {
      mapping.entries().values().forEach(entry -> addBeans(entry.value(), beans));
    } else if (node instanceof Yaml.Sequence list) {
      list.items().forEach(item -> addBeans(item, beans));
    } else if (node instanceof Yaml.Scalar scalar) {
      Matcher reference = BEAN.matcher(scalar.text());
      if (reference.matches()) {
        beans.add(reference.group(1));
      }
    }
  }
}
