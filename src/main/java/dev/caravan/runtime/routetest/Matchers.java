package dev.caravan.runtime.routetest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.contract.YamlDocument;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Whether a value is what a test expects: exactly a value, or whatever a matcher lets pass. */
final class Matchers {
  private static final List<String> NAMES = List.of("any", "type", "regex", "range", "now", "equals");
  private static final List<String> TYPES = List.of("text", "integer", "decimal", "number", "boolean", "date", "time", "timestamp", "object", "list");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(s|m|h|d)");
  private static final Duration NOW = Duration.ofMinutes(5);

  private Matchers() {}

  /** Tells what is wrong with an expected value. */
  static void check(JsonNode expected, String pointer, YamlDocument document, Problems problems) {
    if (!expected.isObject()) {
      return;
    }
    List<String> keys = new java.util.ArrayList<>();
    expected.fieldNames().forEachRemaining(keys::add);
    List<String> unknown = keys.stream().filter(key -> !NAMES.contains(key)).toList();
    if (!unknown.isEmpty()) {
      String key = unknown.get(0);
      problems.add(Problem.of(ErrorCode.TEST_UNKNOWN_KEY, document.keyPlace(YamlDocument.child(pointer, key)), "there is no matcher '" + key + "'")
          .next(Nearest.to(key, NAMES).map(near -> "Did you mean '" + near + "'?").orElse("Use one of " + String.join(", ", NAMES) + "; an object as a value is written {equals: {…}}.")));
      return;
    }
    if (keys.size() != 1) {
      problems.add(Problem.of(ErrorCode.TEST_INVALID, document.place(pointer), "a value has one matcher").required("one of " + String.join(", ", NAMES), keys.isEmpty() ? "none" : String.join(" and ", keys)));
      return;
    }
    String name = keys.get(0);
    String fault = fault(name, expected.get(name));
    if (fault != null) {
      Problem problem = Problem.of(ErrorCode.TEST_INVALID, document.place(YamlDocument.child(pointer, name)), "the matcher '" + name + "' cannot be used").required(fault, expected.get(name).toString());
      problems.add(name.equals("type") ? problem.next(Nearest.advice(expected.get(name).asText(), TYPES)) : problem);
    }
  }

  /** What the matcher requires and does not have; null when all is well. */
  private static String fault(String name, JsonNode value) {
    return switch (name) {
      case "any" -> value.isBoolean() && value.booleanValue() ? null : "true";
      case "type" -> TYPES.contains(value.asText()) ? null : "one of " + String.join(", ", TYPES);
      case "regex" -> {
        try {
          Pattern.compile(value.asText());
          yield value.isTextual() ? null : "a regular expression as text";
        } catch (PatternSyntaxException e) {
          yield "a regular expression (" + e.getDescription() + ")";
        }
      }
      case "range" -> value.isArray() && value.size() == 2 ? null : "a list of the least and the greatest value, null for no limit";
      case "now" -> value.isBoolean() && value.booleanValue() || DURATION.matcher(value.asText()).matches() ? null : "true, or how far away it may be, such as 30s";
      default -> null;
    };
  }

  /** @param now when the case ran */
  static boolean matches(JsonNode expected, JsonNode got, Instant now) {
    if (!expected.isObject()) {
      return same(expected, got);
    }
    String name = expected.fieldNames().next();
    JsonNode value = expected.get(name);
    return switch (name) {
      case "any" -> !got.isNull();
      case "type" -> isOf(value.asText(), got);
      case "regex" -> got.isValueNode() && !got.isNull() && Pattern.compile(value.asText()).matcher(text(got)).matches();
      case "range" -> !got.isNull() && (value.get(0).isNull() || compare(value.get(0), got) <= 0) && (value.get(1).isNull() || compare(got, value.get(1)) <= 0);
      case "now" -> isNow(value, got, now);
      default -> same(value, got);
    };
  }

  /** Equal to the last digit: a decimal by its text, so that 10.5 is not 10.50. */
  private static boolean same(JsonNode expected, JsonNode got) {
    if (got.isBigDecimal()) {
      return expected.isValueNode() && !expected.isBoolean() && !expected.isNull() && text(expected).equals(text(got));
    }
    if (got.isIntegralNumber()) {
      return expected.isIntegralNumber() && expected.bigIntegerValue().equals(got.bigIntegerValue());
    }
    if (got.isFloatingPointNumber()) {
      return expected.isNumber() ? expected.doubleValue() == got.doubleValue() : expected.isTextual() && expected.textValue().equals(got.asText());
    }
    if (got.isArray() && expected.isArray() && got.size() == expected.size()) {
      return java.util.stream.IntStream.range(0, got.size()).allMatch(i -> same(expected.get(i), got.get(i)));
    }
    if (got.isObject() && expected.isObject() && got.size() == expected.size()) {
      return expected.properties().stream().allMatch(entry -> got.has(entry.getKey()) && same(entry.getValue(), got.get(entry.getKey())));
    }
    return expected.equals(got);
  }

  private static boolean isOf(String type, JsonNode got) {
    return switch (type) {
      case "text" -> got.isTextual();
      case "integer" -> got.isIntegralNumber();
      case "decimal" -> got.isBigDecimal();
      case "number" -> got.isNumber();
      case "boolean" -> got.isBoolean();
      case "object" -> got.isObject();
      case "list" -> got.isArray();
      case "date" -> got.isTextual() && reads(java.time.LocalDate::parse, got);
      case "time" -> got.isTextual() && reads(java.time.LocalTime::parse, got);
      default -> got.isTextual() && (reads(Instant::parse, got) || reads(java.time.LocalDateTime::parse, got));
    };
  }

  private interface Reading {
    Object of(CharSequence text);
  }

  private static boolean reads(Reading reading, JsonNode got) {
    Predicate<String> readable = text -> {
      try {
        return reading.of(text) != null;
      } catch (DateTimeParseException e) {
        return false;
      }
    };
    return readable.test(got.textValue());
  }

  private static boolean isNow(JsonNode value, JsonNode got, Instant now) {
    Matcher duration = DURATION.matcher(value.asText());
    Duration away = duration.matches() ? Duration.parse(isoDuration(duration)) : NOW;
    if (!got.isTextual()) {
      return false;
    }
    String text = got.textValue();
    try {
      Instant time = Instant.parse(text.endsWith("Z") ? text : text + "Z");
      return Duration.between(time, now).abs().compareTo(away) <= 0;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static String isoDuration(Matcher duration) {
    String unit = duration.group(2).toUpperCase(java.util.Locale.ROOT);
    return unit.equals("D") ? "P" + duration.group(1) + "D" : "PT" + duration.group(1) + unit;
  }

  // Dates and times in ISO form sort as texts.
  private static int compare(JsonNode one, JsonNode other) {
    BigDecimal left = number(one);
    BigDecimal right = number(other);
    return left != null && right != null ? left.compareTo(right) : text(one).compareTo(text(other));
  }

  private static BigDecimal number(JsonNode node) {
    try {
      return node.isNumber() ? node.decimalValue() : new BigDecimal(node.asText());
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static String text(JsonNode node) {
    return node.isBigDecimal() ? node.decimalValue().toPlainString() : node.asText();
  }
}
