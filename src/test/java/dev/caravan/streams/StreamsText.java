package dev.caravan.streams;

import java.util.Map;

/** Files of streams over one source of events, for tests. */
final class StreamsText {
  private static final String EVENTS =
      """
      name: events
      kafka: {brokers: "localhost:9092"}
      sources:
        events:
          topic: in
          time: at
          fields: {id: string, shop: string, amount: number, pieces: integer, paid: boolean, at: timestamp}
      from: events
      steps:
      %ssink: {topic: out, key: [%s]}
      rejects: rejected
      """;

  private StreamsText() {}

  /** @param key fields of the key, separated by commas */
  static StreamsFile withSteps(String steps, String key) {
    return StreamsReader.read("events.streams.yaml", EVENTS.formatted(steps.indent(2), key), Map.of());
  }

  static byte[] event(String id, String shop, String amount, String at) {
    return "{\"id\":\"%s\",\"shop\":\"%s\",\"amount\":%s,\"at\":\"2026-01-31T%sZ\"}".formatted(id, shop, amount, at).getBytes();
  }
}
