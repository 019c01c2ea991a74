package dev.caravan.streams;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A topic and how its records are read.
 *
 * @param name how steps call it
 * @param time field that says when it happened; without one, the time of the message
 * @param key for a table: the field by which the latest record is kept
 * @param fields in their order
 */
record Source(String name, String topic, Optional<String> time, Optional<String> key, Map<String, Field> fields) {
  Source {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** Names and types of the fields, in their order. */
  Map<String, FieldType> columns() {
    Map<String, FieldType> columns = new LinkedHashMap<>();
    fields.forEach((field, told) -> columns.put(field, told.type()));
    return columns;
  }
}
