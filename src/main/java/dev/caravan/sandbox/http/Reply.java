package dev.caravan.sandbox.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a simulator answers.
 *
 * @param headers Content-Type among them
 * @param delivery how the body reaches the client
 * @param spread over how long a slow body is spread
 */
public record Reply(int status, Map<String, String> headers, byte[] body, Delivery delivery, Duration spread) {

  /** How a body reaches the client. */
  public enum Delivery {
    WHOLE,
    /** the connection ends in the middle of the body */
    CUT,
    /** the body comes in small portions */
    SLOW
  }

  public static Reply of(int status, String contentType, String body) {
    return of(status, contentType, body.getBytes(StandardCharsets.UTF_8));
  }

  /** @param body not copied */
  public static Reply of(int status, String contentType, byte[] body) {
    return new Reply(status, Map.of("Content-Type", contentType), body, Delivery.WHOLE, Duration.ZERO);
  }

  public static Reply json(String body) {
    return of(200, "application/json; charset=UTF-8", body);
  }

  public Reply with(String header, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(header, value);
    return new Reply(status, all, body, delivery, spread);
  }

  public Reply cut() {
    return new Reply(status, headers, body, Delivery.CUT, Duration.ZERO);
  }

  public Reply slow(Duration over) {
    return new Reply(status, headers, body, Delivery.SLOW, over);
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
