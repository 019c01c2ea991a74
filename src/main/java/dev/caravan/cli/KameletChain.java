package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A route that is Kamelets one behind the other, from a source to a sink: what a Pipe of Camel K can say. Immutable. */
record KameletChain(Step source, List<Step> steps, Step sink) {
  private static final String KAMELET = "kamelet:";

  /** @param parameters name to value as text */
  record Step(String kamelet, Map<String, String> parameters) {}

  /**
   * @param text of a route file with one route
   * @throws CaravanException USAGE when the route is anything else
   */
  static KameletChain of(String text) {
    List<?> items = new Load(LoadSettings.builder().build()).loadFromString(text) instanceof List<?> list ? list : List.of();
    if (items.size() != 1 || !(items.get(0) instanceof Map<?, ?> item) || !(item.get("route") instanceof Map<?, ?> route) || !(route.get("from") instanceof Map<?, ?> from)) {
      throw refused("a file with one route", items.size() + " entries");
    }
    List<Step> steps = new ArrayList<>();
    for (Object step : from.get("steps") instanceof List<?> list ? list : List.of()) {
      if (!(step instanceof Map<?, ?> named) || !(named.get("to") instanceof Map<?, ?> to)) {
        throw refused("steps `to` with uri and parameters", step instanceof Map<?, ?> other ? other.keySet().toString() : String.valueOf(step));
      }
      steps.add(step(to));
    }
    if (steps.isEmpty()) {
      throw refused("a Kamelet at the end", "no step");
    }
    return new KameletChain(step(from), List.copyOf(steps.subList(0, steps.size() - 1)), steps.get(steps.size() - 1));
  }

  private static Step step(Map<?, ?> endpoint) {
    String uri = String.valueOf(endpoint.get("uri"));
    if (!uri.startsWith(KAMELET) || uri.contains("?")) {
      throw refused("the address of a Kamelet, without a question mark", uri.replaceFirst("\\?.*", "?…"));
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    if (endpoint.get("parameters") instanceof Map<?, ?> given) {
      given.forEach((name, value) -> parameters.put(String.valueOf(name), String.valueOf(value)));
    }
    return new Step(uri.substring(KAMELET.length()), parameters);
  }

  private static CaravanException refused(String required, String got) {
    return new CaravanException(
        Problem.of(ErrorCode.USAGE, null, "The route is not one that a Pipe can say: Kamelets one behind the other").required(required, got)
            .next("Write an Integration of it: --camel-k without --pipe."));
  }
}
