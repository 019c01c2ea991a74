package dev.caravan.runtime;

import java.nio.charset.StandardCharsets;

/**
 * One file of routes, read.
 *
 * @param name as the user named it, for messages
 * @param location as Camel finds it: {@code file:/…} or {@code classpath:…}
 */
record RouteFile(String name, String location, byte[] content) {
  boolean yaml() {
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }

  String text() {
    return new String(content, StandardCharsets.UTF_8);
  }
}
