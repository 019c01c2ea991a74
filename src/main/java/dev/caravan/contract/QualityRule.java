package dev.caravan.contract;

import dev.caravan.Place;
import dev.caravan.batch.Checks;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One entry of a {@code quality} list. Immutable.
 *
 * @param name its name, else its id, else null
 * @param metric of a library rule, else null
 * @param arguments of a library rule
 * @param comparison what the metric or query is held against; null for text and custom rules
 * @param percent the metric is a share of all rows, 0 to 100, not a number of rows
 * @param query of an SQL rule, else null
 * @param engine of a custom rule, else null
 * @param severity {@code error} when not given; everything else only warns
 * @param dimension or null
 * @param places where each of its keys has its value
 * @param place where the rule begins
 */
public record QualityRule(
    Kind kind,
    String name,
    String metric,
    Map<String, Object> arguments,
    Comparison comparison,
    boolean percent,
    String query,
    String engine,
    Checks.Severity severity,
    String dimension,
    Map<String, Place> places,
    Place place) {

  public enum Kind {
    TEXT,
    LIBRARY,
    SQL,
    CUSTOM
  }

  public QualityRule {
    Objects.requireNonNull(kind, "kind is null");
    arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
    places = Map.copyOf(places);
  }

  public Place place(String key) {
    return places.getOrDefault(key, place);
  }

  /** The texts of an argument that is a list; empty when it is not given. */
  public Optional<List<?>> list(String argument) {
    return arguments.get(argument) instanceof List<?> list ? Optional.of(list) : Optional.empty();
  }

  /** True when no row may have the fault: the rule is about each row and rejects it alone. */
  public boolean allowsNone() {
    return comparison != null && comparison.allowsOnlyZero();
  }

  /**
   * An operator with its value.
   *
   * @param values one BigDecimal, String or Boolean; two BigDecimals for the between operators
   */
  public record Comparison(Operator operator, List<Object> values) {
    public Comparison {
      values = List.copyOf(values);
    }

    boolean allowsOnlyZero() {
      if (!(values.get(0) instanceof BigDecimal number)) {
        return false;
      }
      return switch (operator) {
        case MUST_BE, MUST_BE_LESS_OR_EQUAL_TO -> number.signum() == 0;
        case MUST_NOT_BE,
                MUST_BE_GREATER_THAN,
                MUST_BE_GREATER_OR_EQUAL_TO,
                MUST_BE_LESS_THAN,
                MUST_BE_BETWEEN,
                MUST_NOT_BE_BETWEEN ->
            false;
      };
    }

    /** SQL that is true when {@code value}, an SQL expression, passes. */
    String sql(String value) {
      String first = Sql.literal(values.get(0));
      return switch (operator) {
        case MUST_BE -> value + " = " + first;
        case MUST_NOT_BE -> value + " <> " + first;
        case MUST_BE_GREATER_THAN -> value + " > " + first;
        case MUST_BE_GREATER_OR_EQUAL_TO -> value + " >= " + first;
        case MUST_BE_LESS_THAN -> value + " < " + first;
        case MUST_BE_LESS_OR_EQUAL_TO -> value + " <= " + first;
        case MUST_BE_BETWEEN -> value + " BETWEEN " + first + " AND " + Sql.literal(values.get(1));
        case MUST_NOT_BE_BETWEEN ->
            value + " NOT BETWEEN " + first + " AND " + Sql.literal(values.get(1));
      };
    }

    /** For people: {@code at most 5}. */
    String words() {
      String first = Sql.words(values.get(0));
      return switch (operator) {
        case MUST_BE -> "exactly " + first;
        case MUST_NOT_BE -> "not " + first;
        case MUST_BE_GREATER_THAN -> "more than " + first;
        case MUST_BE_GREATER_OR_EQUAL_TO -> "at least " + first;
        case MUST_BE_LESS_THAN -> "less than " + first;
        case MUST_BE_LESS_OR_EQUAL_TO -> "at most " + first;
        case MUST_BE_BETWEEN -> "between " + first + " and " + Sql.words(values.get(1));
        case MUST_NOT_BE_BETWEEN -> "not between " + first + " and " + Sql.words(values.get(1));
      };
    }
  }

  /** The standard's operators; the bounds of the between operators belong to the range. */
  public enum Operator {
    MUST_BE("mustBe"),
    MUST_NOT_BE("mustNotBe"),
    MUST_BE_GREATER_THAN("mustBeGreaterThan"),
    MUST_BE_GREATER_OR_EQUAL_TO("mustBeGreaterOrEqualTo"),
    MUST_BE_LESS_THAN("mustBeLessThan"),
    MUST_BE_LESS_OR_EQUAL_TO("mustBeLessOrEqualTo"),
    MUST_BE_BETWEEN("mustBeBetween"),
    MUST_NOT_BE_BETWEEN("mustNotBeBetween");

    private final String key;

    Operator(String key) {
      this.key = key;
    }

    /** Its key in YAML. */
    public String key() {
      return key;
    }
  }
}
