package dev.caravan.streams;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * Where a record comes from that is on its way to another. Both sides go through one topic, so those of one key meet in one
 * task, however many partitions their own topics have.
 */
enum Side {
  /** of the stream that goes through the steps */
  OWN,
  /** of the source that a step names */
  OTHER;

  /** @param row JSON null for a row that is no more */
  ObjectNode wrapped(JsonNode row) {
    return RowJson.NODES.objectNode().set(word(), row);
  }

  static Side of(ObjectNode wrapped) {
    return wrapped.has(OWN.word()) ? OWN : OTHER;
  }

  JsonNode row(ObjectNode wrapped) {
    return wrapped.get(word());
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
