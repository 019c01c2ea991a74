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

  record Value(String text, Place place) {}

  /** Empty when the address is not one of a Kamelet. */
  static Optional<KameletUse> of(RouteFile file, Node uri, Optional<Node> parameters) {
    String text = Yaml.text(uri).orElse("");
    if (!text.startsWith(SCHEME)) {
      return Optional.empty();
    }
    int query = text.indexOf('?');
    String path = text.substring(SCHEME.length(), query < 0 ? text.length() : query).replaceFirst("^/+", "");
    Place place = Yaml.place(file.name(), uri);
    Map<String, Value> values = new LinkedHashMap<>();
    if (query >= 0) {
      for (String pair : text.substring(query + 1).split("&")) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          values.put(pair.substring(0, equals), new Value(decoded(pair.substring(equals + 1)), place));
        }
      }
    }
    parameters.ifPresent(
        map -> {
          for (NodeTuple entry : Yaml.entries(map)) {
            values.put(Yaml.key(entry), new Value(Yaml.text(entry.getValueNode()).orElse(""), Yaml.place(file.name(), entry.getValueNode())));
          }
        });
    return Optional.of(new KameletUse(path.replaceFirst("/.*", ""), place, values));
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
