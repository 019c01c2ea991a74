package dev.caravan.contract;

import java.math.BigDecimal;

/** Names and values as SQL text. Whatever a contract holds stays a name or a literal. */
final class Sql {
  private Sql() {}

  static String name(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  static String text(String value) {
    return "'" + value.replace("'", "''") + "'";
  }

  /** A literal of a String, Boolean, number or null. */
  static String literal(Object value) {
    if (value == null) {
      return "NULL";
    }
    if (value instanceof BigDecimal number) {
      return number.stripTrailingZeros().toPlainString();
    }
    return value instanceof Boolean flag ? flag.toString() : text(value.toString());
  }

  /** A value for people. */
  static String words(Object value) {
    if (value instanceof BigDecimal number) {
      return number.stripTrailingZeros().toPlainString();
    }
    return value instanceof String text ? "'" + text + "'" : String.valueOf(value);
  }
}
