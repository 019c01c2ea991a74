package dev.caravan.sandbox.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code a=b&c=d} as URLs and forms have it. */
public final class Form {
  private Form() {}

  /** @param text null for none */
  public static List<Request.Parameter> read(String text) {
    List<Request.Parameter> parameters = new ArrayList<>();
    if (text != null && !text.isEmpty()) {
      for (String pair : text.split("&")) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        parameters.add(new Request.Parameter(decoded(name), equals < 0 ? "" : decoded(pair.substring(equals + 1))));
      }
    }
    return List.copyOf(parameters);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
