package dev.caravan.contract;

import dev.caravan.ErrorCode;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.batch.Checks.RowCheck;
import dev.caravan.batch.Checks.Severity;
import dev.caravan.batch.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Row checks of one value: what its logicalTypeOptions, enum and nested properties demand. */
final class PropertyChecks {
  private static final String CONFORMITY = "conformity";
  private static final String COMPLETENESS = "completeness";
  private static final Map<String, String> FORMATS = StringFormats.PATTERNS;

  private final String field;
  private final String value;
  private final Type type;
  private final Contract.Property property;
  private final UnaryOperator<String> within;
  private final List<RowCheck> checks;
  private final Problems problems;

  /**
   * Checks of a value.
   *
   * @param field what rejects name: the column, with the path behind it for a nested value
   * @param value SQL expression of the type; JSON for a nested object or array
   * @param within turns a condition on the value into one on the row
   */
  private PropertyChecks(
      String field,
      String value,
      Type type,
      Contract.Property property,
      UnaryOperator<String> within,
      List<RowCheck> checks,
      Problems problems) {
    this.field = field;
    this.value = value;
    this.type = type;
    this.property = property;
    this.within = within;
    this.checks = checks;
    this.problems = problems;
  }

  /** The checks of a column, {@code required} left out. */
  static List<RowCheck> of(Contract.Property property, Type type, Problems problems) {
    List<RowCheck> checks = new ArrayList<>();
    new PropertyChecks(
            property.name(),
            Sql.name(property.name()),
            type,
            property,
            UnaryOperator.identity(),
            checks,
            problems)
        .collect();
    return checks;
  }

  private void collect() {
    validValues();
    if (type instanceof Type.Text) {
      text();
    } else if (type instanceof Type.Json) {
      json();
    } else {
      bounds();
      multipleOf();
    }
  }

  private void validValues() {
    if (property.validValues().isEmpty()) {
      return;
    }
    List<String> literals = new ArrayList<>();
    for (Object allowed : property.validValues()) {
      if (allowed != null) {
        literal(allowed, property.place("enum")).ifPresent(literals::add);
      }
    }
    if (!literals.isEmpty()) {
      String compared = type instanceof Type.Json ? "CAST(" + value + " AS VARCHAR)" : value;
      add(
          "enum",
          compared + " NOT IN (" + String.join(", ", literals) + ")",
          "one of " + words(property.validValues()),
          CONFORMITY);
    }
  }

  private void text() {
    TypeOptions options = property.options();
    options
        .number("minLength")
        .ifPresent(
            least ->
                add(
                    "minLength",
                    "length(" + value + ") < " + Sql.literal(least),
                    "at least " + Sql.words(least) + " characters",
                    CONFORMITY));
    options
        .number("maxLength")
        .ifPresent(
            most ->
                add(
                    "maxLength",
                    "length(" + value + ") > " + Sql.literal(most),
                    "at most " + Sql.words(most) + " characters",
                    CONFORMITY));
    options
        .text("pattern")
        .ifPresent(
            pattern ->
                pattern("pattern", pattern, "text matching " + pattern, options.place("pattern")));
    options
        .text("format")
        .filter(FORMATS::containsKey)
        .ifPresent(
            format -> {
              pattern(
                  "format",
                  FORMATS.get(format),
                  StringFormats.words(format),
                  options.place("format"));
              if (format.equals("date") || format.equals("date-time")) {
                add(
                    "format",
                    "TRY_CAST("
                        + value
                        + " AS "
                        + (format.equals("date") ? "DATE" : "TIMESTAMPTZ")
                        + ") IS NULL AND "
                        + value
                        + " IS NOT NULL",
                    StringFormats.words(format),
                    CONFORMITY);
              }
            });
  }

  private void pattern(String rule, String pattern, String required, Place place) {
    try {
      add(
          rule,
          "NOT regexp_matches(" + value + ", " + Sql.text(Re2.translate(pattern)) + ")",
          required,
          CONFORMITY);
    } catch (IllegalArgumentException exception) {
      problems.add(notRe2(pattern, place, exception));
    }
  }

  static Problem notRe2(String pattern, Place place, IllegalArgumentException exception) {
    return Problem.of(ErrorCode.CONTRACT_RULE, place, "the pattern '" + pattern + "' cannot be run")
        .required("a pattern RE2 can run", exception.getMessage())
        .next("Write it without that, or check it by an sql rule.");
  }

  private void bounds() {
    TypeOptions options = property.options();
    if (options.text("format").filter("u128"::equals).isPresent()) {
      add("format", value + " < 0", "at least 0", CONFORMITY);
    }
    bound("minimum", options.flag("exclusiveMinimum"), "<", "<=", "at least ", "more than ");
    bound("maximum", options.flag("exclusiveMaximum"), ">", ">=", "at most ", "less than ");
    if (options.choice("exclusiveMinimum").isEmpty()) {
      bound("exclusiveMinimum", true, "<", "<=", "at least ", "more than ");
    }
    if (options.choice("exclusiveMaximum").isEmpty()) {
      bound("exclusiveMaximum", true, ">", ">=", "at most ", "less than ");
    }
  }

  private void bound(
      String option,
      boolean exclusive,
      String outside,
      String outsideOrEqual,
      String inclusively,
      String exclusively) {
    Object bound = property.options().values().get(option);
    if (bound == null) {
      return;
    }
    literal(bound, property.options().place(option))
        .ifPresent(
            literal ->
                add(
                    option,
                    Values.compare(value, exclusive ? outsideOrEqual : outside, type, literal),
                    (exclusive ? exclusively : inclusively)
                        + (bound instanceof BigDecimal ? Sql.words(bound) : bound),
                    CONFORMITY));
  }

  private Optional<String> literal(Object named, Place place) {
    try {
      return Optional.of(Values.literal(type, property, named));
    } catch (IllegalArgumentException exception) {
      problems.add(
          Problem.of(
                  ErrorCode.CONTRACT_RULE,
                  place,
                  "'" + field + "' cannot be compared with this value")
              .required(exception.getMessage(), Sql.words(named)));
      return Optional.empty();
    }
  }

  private void multipleOf() {
    Optional<BigDecimal> step = property.options().number("multipleOf");
    if (step.isEmpty()) {
      return;
    }
    BigDecimal of = step.get().stripTrailingZeros();
    String required = "a multiple of " + Sql.words(of);
    String literal = of.toPlainString();
    if (type instanceof Type.Floating) {
      String ratio = "(" + value + " / CAST(" + literal + " AS DOUBLE))";
      add("multipleOf", "abs(" + ratio + " - round(" + ratio + ")) > 1e-9", required, CONFORMITY);
      return;
    }
    int scale = type instanceof Type.Decimal decimal ? decimal.scale() : 0;
    int shift = Math.max(scale, Math.max(0, of.scale()));
    String shifted = of.movePointRight(shift).toBigIntegerExact().toString();
    // Exact: the digits as one whole number, not a quotient in binary floating point.
    String whole =
        scale == 0
            ? "CAST(" + value + " AS HUGEINT)"
            : "CAST(replace(CAST(" + value + " AS VARCHAR), '.', '') AS HUGEINT)";
    String grown =
        shift == scale
            ? whole
            : "("
                + whole
                + " * "
                + BigDecimal.ONE.movePointRight(shift - scale).toPlainString()
                + ")";
    add("multipleOf", grown + " % " + shifted + " <> 0", required, CONFORMITY);
  }

  private void json() {
    TypeOptions options = property.options();
    boolean array = isArray(property);
    if (array || isObject(property)) {
      String kind = array ? "ARRAY" : "OBJECT";
      add(
          "type",
          "json_type(" + value + ") NOT IN (" + Sql.text(kind) + ", 'NULL')",
          array ? "a list" : "an object",
          CONFORMITY);
    }
    String keys = "len(json_keys(" + value + "))";
    String items = "json_array_length(" + value + ")";
    count("minProperties", keys + " < ", "at least ", " properties");
    count("maxProperties", keys + " > ", "at most ", " properties");
    count("minItems", items + " < ", "at least ", " items");
    count("maxItems", items + " > ", "at most ", " items");
    options
        .number("dimensions")
        .ifPresent(
            size ->
                add(
                    "dimensions",
                    items + " <> " + Sql.literal(size),
                    "exactly " + Sql.words(size) + " items",
                    CONFORMITY));
    if (options.flag("uniqueItems")) {
      add(
          "uniqueItems",
          "len(list_distinct(list_transform(json_extract("
              + value
              + ", '$[*]'), lambda u: CAST(u AS VARCHAR)))) < "
              + items,
          "no item twice",
          CONFORMITY);
    }
    for (String name : options.texts("required")) {
      add(
          "required",
          "json_type("
              + value
              + ") = 'OBJECT' AND NOT json_exists("
              + value
              + ", "
              + path(name)
              + ")",
          "the key '" + name + "'",
          COMPLETENESS);
    }
    property.properties().forEach(this::nested);
    if (property.items() != null) {
      items(property.items());
    }
  }

  private void count(String option, String comparison, String before, String behind) {
    property
        .options()
        .number(option)
        .ifPresent(
            number ->
                add(
                    option,
                    comparison + Sql.literal(number),
                    before + Sql.words(number) + behind,
                    CONFORMITY));
  }

  private void nested(Contract.Property child) {
    String key = child.physicalName() == null ? child.name() : child.physicalName();
    String json = "json_extract(" + value + ", " + path(key) + ")";
    if (child.required()) {
      checks.add(
          new RowCheck(
              field + "." + child.name(),
              "required",
              Severity.ERROR,
              within.apply(
                  "json_type("
                      + value
                      + ") = 'OBJECT' AND coalesce(json_type("
                      + json
                      + "), 'NULL') = 'NULL'"),
              "a value",
              COMPLETENESS));
    }
    typed(field + "." + child.name(), json, child, within);
  }

  private void items(Contract.Property item) {
    // A list within a list: the inner lambda's parameter may not hide the outer one.
    String each = "item" + field.split("\\[\\]", -1).length;
    UnaryOperator<String> anyItem =
        condition ->
            within.apply(
                "len(list_filter(json_extract("
                    + value
                    + ", '$[*]'), lambda "
                    + each
                    + ": coalesce(("
                    + condition
                    + "), false))) > 0");
    typed(field + "[]", each, item, anyItem);
  }

  private void typed(
      String path, String json, Contract.Property child, UnaryOperator<String> around) {
    Type childType =
        child.logicalType() == null && child.physicalType() == null
            ? new Type.Json()
            : ContractCompiler.type(child, problems);
    String text = "json_extract_string(" + json + ", '$')";
    String childValue =
        childType instanceof Type.Json
            ? json
            : childType instanceof Type.Text
                ? text
                : "TRY_CAST(" + text + " AS " + childType.sql() + ")";
    PropertyChecks inner =
        new PropertyChecks(path, childValue, childType, child, around, checks, problems);
    if (!(childType instanceof Type.Json)) {
      inner.add(
          "type",
          "json_type("
              + json
              + ") NOT IN ("
              + kinds(childType)
              + ", 'NULL') OR ("
              + childValue
              + " IS NULL AND json_type("
              + json
              + ") <> 'NULL')",
          "a value of type " + childType.sql(),
          CONFORMITY);
    }
    inner.collect();
  }

  private static String kinds(Type type) {
    if (type instanceof Type.Bool) {
      return "'BOOLEAN'";
    }
    if (type instanceof Type.Int) {
      return "'BIGINT', 'UBIGINT', 'HUGEINT'";
    }
    return type instanceof Type.Decimal || type instanceof Type.Floating
        ? "'BIGINT', 'UBIGINT', 'HUGEINT', 'DOUBLE'"
        : "'VARCHAR'";
  }

  private static boolean isArray(Contract.Property property) {
    return "array".equals(property.logicalType()) || "vector".equals(property.logicalType());
  }

  private static boolean isObject(Contract.Property property) {
    return "object".equals(property.logicalType()) || "map".equals(property.logicalType());
  }

  private static String path(String key) {
    return Sql.text("/" + key.replace("~", "~0").replace("/", "~1"));
  }

  static String words(List<?> values) {
    return String.join(", ", values.stream().map(Sql::words).toList());
  }

  private void add(String rule, String fails, String required, String dimension) {
    checks.add(new RowCheck(field, rule, Severity.ERROR, within.apply(fails), required, dimension));
  }
}
