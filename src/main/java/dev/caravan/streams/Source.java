package dev.caravan.streams;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A topic and how its records are read.
 *
 * @param name how steps call it
 * @param time field that says when it happened; without one, the time of the message
 * @param key makes it a table: fields by which its rows are known; empty for a stream
 * @param fields in their order
 */
record Source(String name, String topic, Optional<String> time, List<String> key, Map<String, Field> fields) {
  Source {
    key = List.copyOf(key);
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** Whether a record says how things stand from then on, and not what has happened. */
  boolean isTable() {
    return !key.isEmpty();
  }

  /** Names and types of the fields, in their order. */
  Map<String, FieldType> columns() {
    Map<String, FieldType> columns = new LinkedHashMap<>();
    fields.forEach((field, told) -> columns.put(field, told.type()));
    return columns;
  }
}
