package dev.caravan.runtime;

import dev.caravan.Place;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * A place in a route file where a Kamelet is used.
 *
 * @param parameters by name, in the order they are written
 */
record KameletUse(String kamelet, Place place, Map<String, Value> parameters) {
  private static final String SCHEME = "kamelet:";

  /** @param inMap it stands in a {@code parameters:} map, not in the address itself */
  record Value(String text, Place keyPlace, Place place, boolean inMap) {}

  /** Empty when the address is not one of a Kamelet, or only known at run time. */
  static Optional<KameletUse> ofUri(RouteFile file, Node uri, Optional<Node> parameters) {
    String text = Yaml.text(uri).orElse("");
    if (!text.startsWith(SCHEME)) {
      return Optional.empty();
    }
    int query = text.indexOf('?');
    String path = text.substring(SCHEME.length(), query < 0 ? text.length() : query);
    while (path.startsWith("/")) {
      path = path.substring(1);
    }
    Place place = Yaml.place(file.name(), uri);
    Map<String, Value> values = new LinkedHashMap<>();
    if (query >= 0) {
      for (String pair : text.substring(query + 1).split("&")) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          values.put(pair.substring(0, equals), new Value(decoded(pair.substring(equals + 1)), place, place, false));
        }
      }
    }
    parameters.ifPresent(map -> addAll(file, map, values));
    return use(path.contains("/") ? path.substring(0, path.indexOf('/')) : path, place, values);
  }

  /** The step {@code kamelet:}, by name only or with parameters. */
  static Optional<KameletUse> ofStep(RouteFile file, Node step) {
    Optional<Node> name = Yaml.text(step).isPresent() ? Optional.of(step) : Yaml.at(step, "name");
    Map<String, Value> values = new LinkedHashMap<>();
    Yaml.at(step, "parameters").ifPresent(map -> addAll(file, map, values));
    return name.flatMap(node -> use(Yaml.text(node).orElse(""), Yaml.place(file.name(), node), values));
  }

  private static Optional<KameletUse> use(String kamelet, Place place, Map<String, Value> values) {
    boolean known = !kamelet.isEmpty() && !kamelet.equals("source") && !kamelet.equals("sink") && !kamelet.contains("{") && !kamelet.contains("$");
    return known ? Optional.of(new KameletUse(kamelet, place, values)) : Optional.empty();
  }

  private static void addAll(RouteFile file, Node map, Map<String, Value> values) {
    for (NodeTuple entry : Yaml.entries(map)) {
      String text = Yaml.text(entry.getValueNode()).orElse("");
      values.put(
          Yaml.key(entry),
          new Value(text, Yaml.place(file.name(), entry.getKeyNode()), Yaml.place(file.name(), entry.getValueNode()), true));
    }
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
