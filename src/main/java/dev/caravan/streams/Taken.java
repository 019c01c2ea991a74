package dev.caravan.streams;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a record takes from another that it found.
 *
 * @param source name of the source of the other
 * @param fields names here, and of the other
 */
record Taken(String source, Map<String, String> fields) {
  Taken {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** @param other null for none: all that would be taken is null then */
  ObjectNode together(ObjectNode row, JsonNode other) {
    ObjectNode together = row.deepCopy();
    fields.forEach((here, there) -> together.set(here, other == null ? RowJson.NODES.nullNode() : other.path(there)));
    return together;
  }
}
