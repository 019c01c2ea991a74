package dev.caravan.source.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a record has besides its value, and the column it may stand in. */
enum Metadata {
  TOPIC,
  PARTITION,
  OFFSET,
  TIMESTAMP,
  KEY,
  HEADERS;

  private final byte[] prefix = ("\"_" + word() + "\":").getBytes(StandardCharsets.US_ASCII);

  /** How a parameter spells it; the column's name has an underscore before it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Metadata::word).toList();
  }

  /** The name of the column as JSON, with a colon. */
  byte[] prefix() {
    return prefix;
  }
}
