package dev.caravan.streams;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/** A record that a step keeps for a while, as JSON, with where it came from. */
final class Kept {
  private static final String TIME = "time";
  private static final String ROW = "row";
  private static final String ORIGIN = "origin";

  private Kept() {}

  static ObjectNode of(Record<String, ?> record, ObjectNode row) {
    ObjectNode kept = RowJson.NODES.objectNode().put(TIME, record.timestamp());
    kept.set(ROW, row);
    Header origin = record.headers().lastHeader(Headers.ORIGIN);
    return origin == null ? kept : kept.put(ORIGIN, new String(origin.value(), StandardCharsets.UTF_8));
  }

  static long time(JsonNode kept) {
    return kept.get(TIME).longValue();
  }

  static ObjectNode row(JsonNode kept) {
    return (ObjectNode) kept.get(ROW);
  }

  /** The record again, with what became of it. */
  static Record<String, Fate> record(String key, JsonNode kept, Fate fate, long time) {
    RecordHeaders headers = new RecordHeaders();
    if (kept.has(ORIGIN)) {
      headers.add(Headers.ORIGIN, kept.get(ORIGIN).textValue().getBytes(StandardCharsets.UTF_8));
    }
    return new Record<>(key, fate, time, headers);
  }
}
