package dev.caravan.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is answered.
 *
 * @param status of HTTP
 * @param mediaType of the body
 * @param body of maps, lists, texts and numbers, to be written as JSON
 * @param headers besides
 */
public record Answer(int status, String mediaType, Object body, Map<String, String> headers) {
  private static final String JSON = "application/json";

  public Answer {
    headers = Map.copyOf(headers);
  }

  static Answer ok(Object body) {
    return new Answer(200, JSON, body, Map.of());
  }

  /** Something that is under way. @param address where it is told how it stands */
  static Answer accepted(String address, Object body) {
    return new Answer(202, JSON, body, Map.of("Location", address));
  }

  /**
   * A page of a list.
   *
   * @param next what to ask for as {@code after} to get the next page; empty for the last one
   */
  static Answer page(List<?> items, Optional<String> next) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("items", items);
    body.put("next", next.orElse(null));
    return ok(body);
  }
}
