package dev.caravan.source.http;

import java.nio.charset.StandardCharsets;

/** Percent-encoding as RFC 3986 and the signatures of OAuth 1.0a want it: only unreserved characters stand as they are. */
public final class PercentEncoding {
  private static final String UNRESERVED = "-._~";
  private static final String HEX = "0123456789ABCDEF";

  private PercentEncoding() {}

  public static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte unit : text.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (unit & 0xFF);
      if (character < 0x80 && (isAlphanumeric(character) || UNRESERVED.indexOf(character) >= 0)) {
        encoded.append(character);
      } else {
        encoded.append('%').append(HEX.charAt(character >> 4)).append(HEX.charAt(character & 0xF));
      }
    }
    return encoded.toString();
  }

  private static boolean isAlphanumeric(char character) {
    return character >= 'a' && character <= 'z' || character >= 'A' && character <= 'Z' || character >= '0' && character <= '9';
  }
}
