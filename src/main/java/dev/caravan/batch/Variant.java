package dev.caravan.batch;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields of one record that have no place of their own, on their way into a JSON object. Reused; one thread at a time. */
final class Variant {
  private final Map<String, String> fields = new LinkedHashMap<>();

  void clear() {
    fields.clear();
  }

  /** A value that is JSON. */
  void put(String field, byte[] bytes, int start, int end) {
    fields.put(field, new String(bytes, start, end - start, StandardCharsets.UTF_8));
  }

  /** A value that is plain text. */
  void putText(String field, byte[] bytes, int start, int end) {
    fields.put(field, quoted(new String(bytes, start, end - start, StandardCharsets.UTF_8)));
  }

  void forget(String field) {
    fields.remove(field);
  }

  void write(CellReader column, int row) {
    if (fields.isEmpty()) {
      return;
    }
    StringBuilder json = new StringBuilder("{");
    fields.forEach((field, value) -> json.append(json.length() == 1 ? "" : ",").append(quoted(field)).append(':').append(value));
    byte[] bytes = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    column.json(bytes, 0, bytes.length, row);
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }
}
