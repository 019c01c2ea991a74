package dev.caravan.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * What a Kamelet says of itself.
 *
 * @param required names of the parameters that have to be given
 * @param dependencies as written: {@code camel:slack}, {@code mvn:group:artifact:version}
 * @param schemes of the endpoints its template uses, as far as they are written out
 * @param ownSource it is a source of Caravan, which keeps runs and batches
 */
record KameletDefinition(
    String name, Map<String, Parameter> parameters, Set<String> required, List<String> dependencies, Set<String> schemes, boolean ownSource) {

  /**
   * @param type string, boolean, integer, number …
   * @param choices the only values; empty when any will do
   */
  record Parameter(String type, List<String> choices, boolean hasDefault) {}

  static KameletDefinition of(String name, Node kamelet) {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    Yaml.at(kamelet, "spec", "definition", "properties")
        .ifPresent(
            properties -> {
              for (NodeTuple entry : Yaml.entries(properties)) {
                Node node = entry.getValueNode();
                parameters.put(
                    Yaml.key(entry),
                    new Parameter(
                        Yaml.textAt(node, "type").orElse("string"),
                        Yaml.at(node, "enum").map(KameletDefinition::texts).orElse(List.of()),
                        Yaml.at(node, "default").isPresent()));
              }
            });
    Set<String> required = new LinkedHashSet<>(Yaml.at(kamelet, "spec", "definition", "required").map(KameletDefinition::texts).orElse(List.of()));
    List<String> dependencies = Yaml.at(kamelet, "spec", "dependencies").map(KameletDefinition::texts).orElse(List.of());
    Set<String> schemes = new LinkedHashSet<>();
    Yaml.at(kamelet, "spec", "template").ifPresent(template -> addSchemes(template, schemes));
    boolean ownSource =
        Yaml.at(kamelet, "spec", "template", "beans").map(Yaml::items).orElse(List.of()).stream()
            .anyMatch(bean -> Yaml.textAt(bean, "type").orElse("").startsWith(FlowRoutes.SOURCE_CLASS));
    return new KameletDefinition(name, parameters, required, dependencies, schemes, ownSource);
  }

  private static List<String> texts(Node list) {
    List<String> texts = new ArrayList<>();
    Yaml.items(list).forEach(item -> Yaml.text(item).ifPresent(texts::add));
    return texts;
  }

  private static void addSchemes(Node node, Set<String> schemes) {
    for (NodeTuple entry : Yaml.entries(node)) {
      if (List.of("uri", "to", "toD", "from").contains(Yaml.key(entry))) {
        Yaml.text(entry.getValueNode()).ifPresent(uri -> addScheme(uri, schemes));
      }
      addSchemes(entry.getValueNode(), schemes);
    }
    Yaml.items(node).forEach(item -> addSchemes(item, schemes));
  }

  private static void addScheme(String uri, Set<String> schemes) {
    int end = uri.indexOf(':');
    String scheme = end < 0 ? uri : uri.substring(0, end);
    if (!scheme.isEmpty() && scheme.chars().allMatch(sign -> Character.isLetterOrDigit(sign) || sign == '-' || sign == '+')) {
      schemes.add(scheme);
    }
  }
}
