package dev.caravan.cli.crash;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;

/** Writes the route file of a user anew, with other sources and sinks. */
final class RouteText {
  private final Systems systems;

  /** What takes the place of the systems that a route names. */
  interface Systems {
    /** @param kamelet with which the flow begins; its parameters may be changed */
    Map<Object, Object> source(String flow, String kamelet, Map<String, Object> parameters);

    /** @param kamelet one of {@link UserRoute#SINKS}; its parameters may be changed */
    Map<Object, Object> sink(String kamelet, Map<String, Object> parameters);
  }

  RouteText(Systems systems) {
    this.systems = systems;
  }

  String of(List<Object> entries) {
    return new Dump(DumpSettings.builder().build()).dumpToString(rewritten(entries));
  }

  private Object rewritten(Object node) {
    if (node instanceof List<?> list) {
      return list.stream().map(this::rewritten).toList();
    }
    if (!(node instanceof Map<?, ?> map)) {
      return node;
    }
    Map<Object, Object> copy = new LinkedHashMap<>();
    map.forEach(
        (key, value) -> {
          String uri = RouteStep.uri(value);
          if (key.equals("to") && RouteStep.isKamelet(uri) && UserRoute.SINKS.contains(RouteStep.kamelet(uri))) {
            copy.put(key, systems.sink(RouteStep.kamelet(uri), RouteStep.parameters(value)));
          } else if (key.equals("route") && rewritten(value) instanceof Map<?, ?> route) {
            copy.put(key, route(route));
          } else {
            copy.put(key, rewritten(value));
          }
        });
    return copy;
  }

  private Map<Object, Object> route(Map<?, ?> route) {
    Map<Object, Object> copy = new LinkedHashMap<>(route);
    if (route.get("from") instanceof Map<?, ?> from && RouteStep.isKamelet(RouteStep.uri(from))) {
      Map<Object, Object> source = new LinkedHashMap<>(from);
      source.putAll(systems.source(String.valueOf(route.get("id")), RouteStep.kamelet(RouteStep.uri(from)), RouteStep.parameters(from)));
      copy.put("from", source);
    }
    return copy;
  }
}
