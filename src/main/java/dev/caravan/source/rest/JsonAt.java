package dev.caravan.source.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import dev.caravan.source.http.JsonRows;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds values in JSON text by pointer, token by token: a page is never held as a tree. */
final class JsonAt {
  private JsonAt() {}

  /** A parser that stands at the value, to be closed by the caller; null when there is none. */
  static JsonParser find(byte[] text, int length, JsonPointer pointer) throws IOException {
    JsonParser parser = JsonRows.parser(text, length);
    parser.nextToken();
    JsonPointer left = pointer;
    while (!left.matches()) {
      if (!descend(parser, left)) {
        parser.close();
        return null;
      }
      left = left.tail();
    }
    return parser;
  }

  // To the child that the first part of the pointer names.
  private static boolean descend(JsonParser parser, JsonPointer pointer) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = pointer.matchesProperty(parser.currentName());
        parser.nextToken();
        if (wanted) {
          return true;
        }
        parser.skipChildren();
      }
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
        if (pointer.matchesElement(index)) {
          return true;
        }
        parser.skipChildren();
      }
    }
    return false;
  }

  /** The text of a scalar; empty when it is missing, null, an object or an array. */
  static Optional<String> text(byte[] text, int length, JsonPointer pointer) throws IOException {
    try (JsonParser parser = find(text, length, pointer)) {
      boolean scalar = parser != null && parser.currentToken().isScalarValue() && parser.currentToken() != JsonToken.VALUE_NULL;
      return scalar ? Optional.of(parser.getText()) : Optional.empty();
    }
  }

  /** What an object has at its top, for messages. */
  static String outline(byte[] text) throws IOException {
    try (JsonParser parser = JsonRows.parser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return "a list";
      }
      List<String> fields = new ArrayList<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME && fields.size() < 20) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        fields.add("/" + name + (value == JsonToken.START_ARRAY ? " (a list)" : value == JsonToken.START_OBJECT ? " (an object)" : ""));
        parser.skipChildren();
      }
      return fields.isEmpty() ? "an empty object" : String.join(", ", fields);
    }
  }
}
