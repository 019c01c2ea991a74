package dev.caravan.source.kafka;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What values of a topic are. */
enum ValueFormat {
  JSON,
  CSV,
  AVRO,
  PROTOBUF;

  static List<String> words() {
    return Arrays.stream(values()).map(format -> format.name().toLowerCase(Locale.ROOT)).toList();
  }
}
