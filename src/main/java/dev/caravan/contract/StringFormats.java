package dev.caravan.contract;

import java.util.Locale;
import java.util.Map;

/** The string formats that can be checked by their form; others say what a text is for. */
final class StringFormats {
  private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final String IPV4 = BYTE + "(?:\\." + BYTE + "){3}";
  private static final String HEX = "[0-9A-Fa-f]{1,4}";
  private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
  private static final String HOST = LABEL + "(?:\\." + LABEL + ")*";
  private static final String IPV6 =
      "(?:(?:"
          + HEX
          + ":){7}"
          + HEX
          + "|(?:"
          + HEX
          + ":){6}"
          + IPV4
          + "|(?:"
          + HEX
          + ":){1,7}:"
          + "|(?:"
          + HEX
          + ":){1,6}:"
          + HEX
          + "|(?:"
          + HEX
          + ":){1,5}(?::"
          + HEX
          + "){2}"
          + "|(?:"
          + HEX
          + ":){1,4}(?::"
          + HEX
          + "){3}"
          + "|(?:"
          + HEX
          + ":){1,3}(?::"
          + HEX
          + "){4}"
          + "|(?:"
          + HEX
          + ":){1,2}(?::"
          + HEX
          + "){5}"
          + "|"
          + HEX
          + ":(?::"
          + HEX
          + "){6}"
          + "|:(?::"
          + HEX
          + "){1,7}"
          + "|::"
          + "|::(?:"
          + HEX
          + ":){0,5}"
          + IPV4
          + "|(?:"
          + HEX
          + ":){1,5}:"
          + IPV4
          + ")";

  static final Map<String, String> PATTERNS =
      Map.ofEntries(
          Map.entry(
              "email", "^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@" + LABEL + "(?:\\." + LABEL + ")+$"),
          Map.entry(
              "uuid",
              "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$"),
          Map.entry(
              "uri",
              "^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\\[\\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+$"),
          Map.entry("hostname", "^" + HOST + "$"),
          Map.entry("ipv4", "^" + IPV4 + "$"),
          Map.entry("ipv6", "^" + IPV6 + "$"),
          Map.entry("byte", "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"),
          Map.entry("date", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
          Map.entry(
              "date-time",
              "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt"
                  + " ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})$"),
          Map.entry(
              "time",
              "^(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})?$"));

  private StringFormats() {}

  static String words(String format) {
    return switch (format) {
      case "byte" -> "Base64 text";
      case "email" -> "an e-mail address";
      case "hostname" -> "a host name";
      case "date", "time", "date-time" -> "an ISO 8601 " + format;
      case "ipv4" -> "an IPv4 address";
      case "ipv6" -> "an IPv6 address";
      default -> "a " + format.toUpperCase(Locale.ROOT);
    };
  }
}
