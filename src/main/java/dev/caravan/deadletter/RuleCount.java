package dev.caravan.deadletter;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Rejects of a flow that broke a rule; one that broke two rules is in both counts. */
public record RuleCount(String flow, String rule, long rejects) {

  public Key key() {
    return new Key(flow, rule);
  }

  /** By what counts are told apart and put in order. */
  public record Key(String flow, String rule) {

    /** @throws IllegalArgumentException when it is none */
    public static Key of(String text) {
      int mark = text.indexOf(':');
      if (mark < 0) {
        throw new IllegalArgumentException("no key of a count: " + text);
      }
      return new Key(URLDecoder.decode(text.substring(0, mark), StandardCharsets.UTF_8), URLDecoder.decode(text.substring(mark + 1), StandardCharsets.UTF_8));
    }

    public String text() {
      return URLEncoder.encode(flow, StandardCharsets.UTF_8) + ":" + URLEncoder.encode(rule, StandardCharsets.UTF_8);
    }
  }
}
