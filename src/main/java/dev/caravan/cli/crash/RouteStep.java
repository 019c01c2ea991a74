package dev.caravan.cli.crash;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a step of a route file says, which may be an address or a map with one. */
final class RouteStep {
  private static final String SCHEME = "kamelet:";

  private RouteStep() {}

  static String uri(Object step) {
    return step instanceof Map<?, ?> map ? String.valueOf(map.get("uri")) : String.valueOf(step);
  }

  static String scheme(String uri) {
    int end = uri.indexOf(':');
    return end < 0 ? uri : uri.substring(0, end);
  }

  static boolean isKamelet(String uri) {
    return uri.startsWith(SCHEME);
  }

  /** Name of the Kamelet that an address names. */
  static String kamelet(String uri) {
    return uri.substring(SCHEME.length()).replaceFirst("^/+", "").replaceFirst("[/?].*", "");
  }

  /** A step that calls a Kamelet. */
  static Map<Object, Object> of(String kamelet, Map<String, Object> parameters) {
    Map<Object, Object> step = new LinkedHashMap<>();
    step.put("uri", SCHEME + kamelet);
    step.put("parameters", parameters);
    return step;
  }

  static Map<String, Object> parameters(Object step) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    String uri = uri(step);
    if (uri.contains("?")) {
      for (String pair : uri.substring(uri.indexOf('?') + 1).split("&")) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          parameters.put(pair.substring(0, equals), pair.substring(equals + 1).replaceFirst("^RAW\\((.*)\\)$", "$1"));
        }
      }
    }
    if (step instanceof Map<?, ?> map && map.get("parameters") instanceof Map<?, ?> given) {
      given.forEach((key, value) -> parameters.put(String.valueOf(key), value));
    }
    return parameters;
  }
}
