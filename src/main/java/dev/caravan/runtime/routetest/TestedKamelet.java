package dev.caravan.runtime.routetest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * What a test has to know of the Kamelet it is about.
 *
 * @param type source, action or sink, or whatever the file says
 * @param parameters that it declares
 */
record TestedKamelet(String type, Set<String> parameters) {

  /** Empty when the file cannot be read: whoever loads it tells why. */
  static Optional<TestedKamelet> read(Path file) {
    try {
      return Files.isRegularFile(file) && new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)) instanceof Map<?, ?> kamelet
          ? Optional.of(of(kamelet))
          : Optional.empty();
    } catch (IOException | YamlEngineException e) {
      return Optional.empty();
    }
  }

  private static TestedKamelet of(Map<?, ?> kamelet) {
    Set<String> parameters = new TreeSet<>();
    StubKamelets.at(kamelet, "spec", "definition", "properties").keySet().forEach(name -> parameters.add(String.valueOf(name)));
    return new TestedKamelet(String.valueOf(StubKamelets.at(kamelet, "metadata", "labels").get("camel.apache.org/kamelet.type")), parameters);
  }

  /** Which end of a flow it is; empty for an action. */
  Optional<RouteTestFile.Role> end() {
    return switch (type) {
      case "source" -> Optional.of(RouteTestFile.Role.SOURCE);
      case "sink" -> Optional.of(RouteTestFile.Role.SINK);
      default -> Optional.empty();
    };
  }
}
