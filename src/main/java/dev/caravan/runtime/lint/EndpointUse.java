package dev.caravan.runtime.lint;

import dev.caravan.Place;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An endpoint as a file names it.
 *
 * @param parameters the mapping beside the URI, or null
 * @param side what the route does with it
 */
record EndpointUse(Yaml.Scalar uri, Yaml.Mapping parameters, Side side) {

  enum Side {
    READS,
    WRITES
  }

  /**
   * One option.
   *
   * @param text null when the value is a list or mapping
   * @param value the YAML value, or null when it stands in the URI's query
   */
  record Option(String name, String text, Place keyPlace, Place place, Yaml value) {}

  /** The part before the first colon; the whole text when there is none. */
  String scheme() {
    String text = uri.text();
    int end = text.indexOf(':');
    int query = text.indexOf('?');
    if (query >= 0 && (end < 0 || query < end)) {
      end = query;
    }
    return end < 0 ? text : text.substring(0, end);
  }

  /** What stands between scheme and query, without leading slashes. */
  String path() {
    String text = uri.text();
    int from = Math.min(scheme().length() + 1, text.length());
    int query = text.indexOf('?', from - 1);
    return text.substring(from, query < from ? text.length() : query).replaceFirst("^//", "");
  }

  /** The URI before its query. */
  String address() {
    int query = uri.text().indexOf('?');
    return query < 0 ? uri.text() : uri.text().substring(0, query);
  }

  boolean isKamelet() {
    return scheme().equals("kamelet") && !path().equals("source") && !path().equals("sink");
  }

  /** Name of the Kamelet, without the id of the route it makes. */
  String kamelet() {
    return path().replaceFirst("/.*", "");
  }

  /** Where the name behind the scheme stands. */
  Place pathPlace() {
    return uri.at(Math.min(scheme().length() + 1, uri.text().length()));
  }

  /** All options, those of the query first. */
  Map<String, Option> options() {
    Map<String, Option> options = new LinkedHashMap<>();
    String text = uri.text();
    int query = text.indexOf('?');
    if (query >= 0) {
      int at = query + 1;
      for (String pair : split(text.substring(at))) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        if (!name.isEmpty()) {
          options.put(name, new Option(name, decoded(value), uri.at(at), uri.at(at + equals + 1), null));
        }
        at += pair.length() + 1;
      }
    }
    if (parameters != null) {
      for (Yaml.Entry entry : parameters.entries().values()) {
        String value = entry.value() instanceof Yaml.Scalar scalar ? scalar.text() : null;
        // The DSL's reader takes names with dashes here.
        String name = DslCheck.camelCase(entry.key());
        options.put(name, new Option(name, value, entry.keyPlace(), entry.value().place(), entry.value()));
      }
    }
    return options;
  }

  // An ampersand inside RAW(…) separates nothing.
  private static java.util.List<String> split(String query) {
    java.util.List<String> pairs = new java.util.ArrayList<>();
    int from = 0;
    for (int i = 0; i < query.length(); i++) {
      if (query.startsWith("RAW(", i)) {
        int end = query.indexOf(")&", i);
        i = end < 0 ? query.length() : end;
      } else if (query.charAt(i) == '&') {
        pairs.add(query.substring(from, i));
        from = i + 1;
      }
    }
    pairs.add(query.substring(from));
    return pairs;
  }

  private static String decoded(String value) {
    if (value.startsWith("RAW(")) {
      return value;
    }
    try {
      return java.net.URLDecoder.decode(value, java.nio.charset.StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return value;
    }
  }
}
