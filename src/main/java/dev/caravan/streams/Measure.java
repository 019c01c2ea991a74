package dev.caravan.streams;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One value that is gathered over a window.
 *
 * @param name of the field it becomes
 * @param field that is gathered; none when records are counted
 * @param type of that field; null without one
 */
record Measure(String name, Function function, Optional<String> field, FieldType type) {

  /** What is made of many values. */
  enum Function {
    COUNT,
    SUM,
    MIN,
    MAX,
    AVG,
    FIRST,
    LAST;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static List<String> words() {
      return Arrays.stream(values()).map(Function::word).toList();
    }

    /** Whether it says anything about values of a type. */
    boolean takes(FieldType type) {
      return switch (this) {
        case SUM, AVG -> type.numeric();
        case MIN, MAX -> type.ordered();
        case COUNT, FIRST, LAST -> true;
      };
    }
  }

  /** Of what it gives. */
  FieldType result() {
    return switch (function) {
      case COUNT -> FieldType.INTEGER;
      case AVG -> FieldType.NUMBER;
      case SUM, MIN, MAX, FIRST, LAST -> type;
    };
  }
}
