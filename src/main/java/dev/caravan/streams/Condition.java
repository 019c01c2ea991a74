package dev.caravan.streams;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One thing that is asked of a field. A field without a value fulfils nothing but {@code present: false}.
 *
 * @param values in the form of the type; of all tests but IN exactly one
 */
record Condition(String field, FieldType type, Test test, List<JsonNode> values) {
  Condition {
    values = List.copyOf(values);
  }

  /** How a value is held against others. */
  enum Test {
    EQUALS,
    NOT,
    IN,
    ABOVE,
    BELOW,
    FROM,
    TO,
    PRESENT;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static List<String> words() {
      return Arrays.stream(values()).map(Test::word).toList();
    }

    /** Whether it asks for an order. */
    boolean orders() {
      return this == ABOVE || this == BELOW || this == FROM || this == TO;
    }
  }

  boolean holds(JsonNode row) {
    JsonNode value = row.path(field);
    boolean present = !value.isNull() && !value.isMissingNode();
    if (test == Test.PRESENT) {
      return present == values.get(0).booleanValue();
    }
    return present && holdsFor(value);
  }

  private boolean holdsFor(JsonNode value) {
    return switch (test) {
      case EQUALS, IN -> values.stream().anyMatch(wanted -> type.compare(value, wanted) == 0);
      case NOT -> type.compare(value, values.get(0)) != 0;
      case ABOVE -> type.compare(value, values.get(0)) > 0;
      case BELOW -> type.compare(value, values.get(0)) < 0;
      case FROM -> type.compare(value, values.get(0)) >= 0;
      case TO -> type.compare(value, values.get(0)) <= 0;
      case PRESENT -> throw new IllegalStateException("asked before");
    };
  }
}
