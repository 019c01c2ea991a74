package dev.caravan.streams;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the values of a field are. Each type has one form in which its values travel and are compared. */
enum FieldType {
  STRING,
  INTEGER,
  NUMBER,
  BOOLEAN,
  TIMESTAMP,
  DATE;

  /** As a file writes it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> words() {
    return Arrays.stream(values()).map(FieldType::word).toList();
  }

  /** @param word one of {@link #words} */
  static FieldType of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  boolean numeric() {
    return this == INTEGER || this == NUMBER;
  }

  boolean ordered() {
    return this != BOOLEAN;
  }

  /**
   * A value in the form of its type: numbers exact, timestamps in UTC.
   *
   * @param value not null and not a JSON null
   * @return empty when it is none of this type
   */
  Optional<JsonNode> read(JsonNode value) {
    return switch (this) {
      case STRING -> value.isTextual() ? Optional.of(value) : Optional.empty();
      case INTEGER -> value.isIntegralNumber() ? Optional.of(value) : Optional.empty();
      case NUMBER -> number(value);
      case BOOLEAN -> value.isBoolean() ? Optional.of(BooleanNode.valueOf(value.booleanValue())) : Optional.empty();
      case TIMESTAMP -> timestamp(value);
      case DATE -> date(value);
    };
  }

  // Decimals often come as text, because many readers of JSON would make binary fractions of them.
  private static Optional<JsonNode> number(JsonNode value) {
    if (value.isNumber()) {
      return Optional.of(DecimalNode.valueOf(value.decimalValue()));
    }
    try {
      return value.isTextual() ? Optional.of(DecimalNode.valueOf(new BigDecimal(value.textValue()))) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<JsonNode> timestamp(JsonNode value) {
    try {
      if (value.isIntegralNumber() && value.canConvertToLong()) {
        return Optional.of(TextNode.valueOf(Instant.ofEpochMilli(value.longValue()).toString()));
      }
      return value.isTextual() ? Optional.of(TextNode.valueOf(OffsetDateTime.parse(value.textValue()).toInstant().toString())) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<JsonNode> date(JsonNode value) {
    try {
      return value.isTextual() ? Optional.of(TextNode.valueOf(LocalDate.parse(value.textValue()).toString())) : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Order of two values of this type, each in its form. */
  int compare(JsonNode one, JsonNode other) {
    return switch (this) {
      case INTEGER, NUMBER -> one.decimalValue().compareTo(other.decimalValue());
      // Texts of instants do not sort: fractions of a second may be left out.
      case TIMESTAMP -> Instant.parse(one.textValue()).compareTo(Instant.parse(other.textValue()));
      case BOOLEAN -> Boolean.compare(one.booleanValue(), other.booleanValue());
      case STRING, DATE -> one.textValue().compareTo(other.textValue());
    };
  }
}
