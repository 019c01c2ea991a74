package dev.caravan.runtime;

import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.Problems;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * Looks through route files for what Camel tells late, one at a time, or never: YAML that is none,
 * Kamelets that do not exist or lack a jar, parameters that are missing, unknown or of the wrong form.
 * One thread at a time.
 */
final class RouteLint {
  private static final String KAMELET = "kamelet:";

  private final KameletCatalog catalog;
  private final ClassPathJars jars;
  private final Map<String, String> properties;
  private final Problems problems;
  private final Map<String, KameletUse> flows = new LinkedHashMap<>();

  /** @param properties of the configuration: Kamelet parameters may stand there too */
  RouteLint(KameletCatalog catalog, ClassPathJars jars, Map<String, String> properties, Problems problems) {
    this.catalog = catalog;
    this.jars = jars;
    this.properties = properties;
    this.problems = problems;
  }

  void check(List<RouteFile> files) {
    for (RouteFile file : files) {
      if (file.yaml()) {
        Yaml.read(file.name(), file.text(), problems).ifPresent(root -> walk(file, root));
      }
    }
    if (files.stream().allMatch(RouteFile::yaml)) {
      new FlowOrder(flows, problems).check();
    }
  }

  private void walk(RouteFile file, Node node) {
    Yaml.items(node).forEach(item -> walk(file, item));
    for (NodeTuple entry : Yaml.entries(node)) {
      String key = Yaml.key(entry);
      Node value = entry.getValueNode();
      if (key.equals("route")) {
        checkRoute(file, entry);
      }
      if (key.equals("uri")) {
        KameletUse.ofUri(file, value, Yaml.at(node, "parameters")).ifPresent(this::checkUse);
      } else if (key.equals("kamelet")) {
        KameletUse.ofStep(file, value).ifPresent(this::checkUse);
      } else if (Yaml.text(value).orElse("").startsWith(KAMELET)) {
        KameletUse.ofUri(file, value, Optional.empty()).ifPresent(this::checkUse);
      }
      walk(file, value);
    }
  }

  // Batch ids are made from the flow's id: it must not depend on the order in which routes load (I3).
  private void checkRoute(RouteFile file, NodeTuple entry) {
    Optional<KameletUse> source =
        Yaml.at(entry.getValueNode(), "from", "uri")
            .flatMap(uri -> KameletUse.ofUri(file, uri, Yaml.at(entry.getValueNode(), "from", "parameters")))
            .filter(use -> catalog.find(use.kamelet(), problems).map(KameletDefinition::ownSource).orElse(false));
    if (source.isEmpty()) {
      return;
    }
    Optional<Node> id = Yaml.at(entry.getValueNode(), "id");
    if (id.isEmpty()) {
      problems.add(
          Problem.of(ErrorCode.ROUTE_INVALID, Yaml.place(file.name(), entry.getKeyNode()), "A route that begins with kamelet:" + source.get().kamelet() + " has no id")
              .required("an id, by which its batches are named", "none")
              .next("Add `id: <name>` to the route and never change it."));
      return;
    }
    String flow = Yaml.text(id.get()).orElse("");
    KameletUse before = flows.putIfAbsent(flow, source.get());
    if (before != null) {
      problems.add(
          Problem.of(ErrorCode.ROUTE_INVALID, Yaml.place(file.name(), id.get()), "Two routes have the id '" + flow + "'; the other begins at " + before.place())
              .next("Give each route an id of its own."));
    }
  }

  private void checkUse(KameletUse use) {
    Optional<KameletDefinition> found = catalog.find(use.kamelet(), problems);
    if (found.isEmpty()) {
      String next = Nearest.to(use.kamelet(), catalog.names()).map(near -> "Did you mean '" + near + "'?").orElse(null);
      problems.add(Problem.of(ErrorCode.KAMELET_UNKNOWN, use.place(), "There is no Kamelet '" + use.kamelet() + "'").next(next));
      return;
    }
    KameletDefinition kamelet = found.get();
    Set<String> missing = jars.missing(kamelet);
    if (!missing.isEmpty()) {
      problems.add(
          Problem.of(ErrorCode.KAMELET_NEEDS_JAR, use.place(), "The Kamelet '" + kamelet.name() + "' needs what is not packaged: " + String.join(", ", missing))
              .next("Put " + (missing.size() == 1 ? "this jar and what it needs" : "these jars and what they need") + " on the class path by CARAVAN_CLASSPATH."));
    }
    use.parameters().forEach((name, value) -> checkParameter(use, kamelet, name, value));
    for (String name : kamelet.required()) {
      boolean elsewhere = properties.containsKey("camel.kamelet." + kamelet.name() + "." + name);
      boolean byDefault = Optional.ofNullable(kamelet.parameters().get(name)).map(KameletDefinition.Parameter::hasDefault).orElse(false);
      if (!use.parameters().containsKey(name) && !elsewhere && !byDefault) {
        problems.add(
            Problem.of(ErrorCode.KAMELET_PARAMETER, use.place(), "The Kamelet '" + kamelet.name() + "' lacks its parameter '" + name + "'")
                .next("Add `" + name + ":` to its parameters."));
      }
    }
  }

  private void checkParameter(KameletUse use, KameletDefinition kamelet, String name, KameletUse.Value value) {
    KameletDefinition.Parameter parameter = kamelet.parameters().get(name);
    if (parameter == null) {
      Set<String> valid = new TreeSet<>(kamelet.parameters().keySet());
      valid.addAll(Set.of("bridgeErrorHandler", "noErrorHandler"));
      if (!valid.contains(name)) {
        problems.add(
            Problem.of(ErrorCode.KAMELET_PARAMETER, value.keyPlace(), "The Kamelet '" + kamelet.name() + "' has no parameter '" + name + "'")
                .next(Nearest.advice(name, kamelet.parameters().keySet())));
      }
      return;
    }
    String text = value.text();
    if (text.contains("{{") || text.startsWith("RAW(") || text.startsWith("RAW{")) {
      return;
    }
    if (value.inMap() && (text.contains("&") || text.contains("%"))) {
      problems.add(
          Problem.of(ErrorCode.KAMELET_PARAMETER, value.place(), "The parameter '" + name + "' would arrive cut or changed: parameters travel as a URI")
              .required("a value with & or % to be wrapped", "'" + text + "'")
              .next("Write RAW(" + text + ")."));
    }
    String required = requirement(parameter, text);
    if (required != null) {
      problems.add(
          Problem.of(ErrorCode.KAMELET_PARAMETER, value.place(), "The parameter '" + name + "' of the Kamelet '" + kamelet.name() + "' has the wrong form")
              .required(required, "'" + text + "'"));
    }
  }

  /** What the parameter requires and the text is not; null when all is well. */
  private static String requirement(KameletDefinition.Parameter parameter, String text) {
    if (!parameter.choices().isEmpty()) {
      return parameter.choices().contains(text) ? null : "one of " + String.join(", ", parameter.choices());
    }
    return switch (parameter.type()) {
      case "boolean" -> Arrays.asList("true", "false").contains(text) ? null : "true or false";
      case "integer" -> text.matches("[-+]?\\d+") ? null : "a whole number";
      case "number" -> text.matches("[-+]?\\d+(\\.\\d+)?") ? null : "a number";
      default -> null;
    };
  }
}
