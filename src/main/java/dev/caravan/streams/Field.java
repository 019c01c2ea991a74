package dev.caravan.streams;

import java.util.List;

/**
 * A field of the records of a topic.
 *
 * @param at names from the top of the JSON object down to the value
 * @param required whether a record without it is refused
 */
record Field(FieldType type, List<String> at, boolean required) {
  Field {
    at = List.copyOf(at);
  }
}
