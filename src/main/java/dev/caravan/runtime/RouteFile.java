package dev.caravan.runtime;

import dev.caravan.Problems;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One file of routes, read.
 *
 * @param name as the user named it, for messages
 * @param location as Camel finds it: {@code file:/…} or {@code classpath:…}
 */
record RouteFile(String name, String location, byte[] content) {
  boolean yaml() {
    return RouteFiles.isYaml(name);
  }

  /** Ids of the routes in a YAML file; none when it cannot be read. */
  List<String> routeIds() {
    return Yaml.read(name, text(), new Problems()).stream()
        .flatMap(root -> Yaml.items(root).stream())
        .flatMap(item -> Yaml.textAt(item, "route", "id").stream())
        .toList();
  }

  String text() {
    return new String(content, StandardCharsets.UTF_8);
  }
}
