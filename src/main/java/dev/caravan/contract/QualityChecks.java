package dev.caravan.contract;

import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.batch.Checks.BatchCheck;
import dev.caravan.batch.Checks.RowCheck;
import dev.caravan.batch.Checks.UniqueCheck;
import dev.caravan.batch.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Checks of the {@code quality} rules of a dataset. A metric that may not occur at all is a matter
 * of each row and rejects it; every other one is a matter of the batch.
 */
final class QualityChecks {
  private static final String VALUE = "{value}";

  private final Contract.Dataset dataset;
  private final Problems problems;
  private final List<RowCheck> rows = new ArrayList<>();
  private final List<UniqueCheck> uniques = new ArrayList<>();
  private final List<BatchCheck> batch = new ArrayList<>();

  QualityChecks(Contract.Dataset dataset, Problems problems) {
    this.dataset = dataset;
    this.problems = problems;
    dataset.quality().forEach(rule -> compile(rule, null));
    dataset
        .properties()
        .forEach(property -> property.quality().forEach(rule -> compile(rule, property)));
  }

  List<RowCheck> rows() {
    return rows;
  }

  List<UniqueCheck> uniques() {
    return uniques;
  }

  List<BatchCheck> batch() {
    return batch;
  }

  private void compile(QualityRule rule, Contract.Property property) {
    switch (rule.kind()) {
      case TEXT, CUSTOM -> {
        // Told by ContractCompiler.notes: nothing here can be run.
      }
      case SQL -> sql(rule, property);
      case LIBRARY -> {
        if (rule.comparison() == null) {
          wrong(
              rule,
              "the rule has no operator to hold '" + rule.metric() + "' against",
              "one operator such as mustBe",
              null,
              "Add an operator.");
        } else {
          library(rule, property);
        }
      }
    }
  }

  private void library(QualityRule rule, Contract.Property property) {
    switch (rule.metric()) {
      case "rowCount" -> rowCount(rule, property);
      case "duplicateValues" -> duplicateValues(rule, property);
      case "nullValues" ->
          onProperty(rule, property)
              .ifPresent(column -> each(rule, column, column + " IS NULL", "a value", property));
      case "missingValues" ->
          onProperty(rule, property)
              .ifPresent(
                  column ->
                      each(
                          rule,
                          column,
                          missing(rule, property, column),
                          "a value that is not missing",
                          property));
      case "invalidValues" ->
          onProperty(rule, property).ifPresent(column -> invalidValues(rule, property, column));
      default -> {
        List<String> metrics =
            List.of("nullValues", "missingValues", "invalidValues", "duplicateValues", "rowCount");
        wrong(
            rule,
            "the metric '" + rule.metric() + "' is unknown",
            "one of " + String.join(", ", metrics),
            "'" + rule.metric() + "'",
            Nearest.hint(rule.metric(), metrics));
      }
    }
  }

  private Optional<String> onProperty(QualityRule rule, Contract.Property property) {
    if (property == null) {
      wrong(
          rule,
          "the metric '" + rule.metric() + "' belongs to a property",
          "a rule on a property",
          "a rule on schema object '" + dataset.name() + "'",
          "Move the rule to the property it is about.");
      return Optional.empty();
    }
    return Optional.of(Sql.name(property.name()));
  }

  private void rowCount(QualityRule rule, Contract.Property property) {
    if (rule.percent()) {
      wrong(
          rule, "a number of rows is no share", "unit: rows", "unit: percent", "Remove the unit.");
      return;
    }
    measured(rule, property, "SELECT count(*) FROM {table}", "rowCount");
  }

  private void invalidValues(QualityRule rule, Contract.Property property, String column) {
    List<String> invalid = new ArrayList<>();
    String required = "";
    Optional<List<?>> validValues = rule.list("validValues");
    Object pattern = rule.arguments().get("pattern");
    if (validValues.isPresent()) {
      // A null is no value, so it is not an invalid one; nullValues and required are about nulls.
      List<String> literals = literals(rule, property, validValues.get());
      invalid.add(
          literals.isEmpty()
              ? column + " IS NOT NULL"
              : column + " NOT IN (" + String.join(", ", literals) + ")");
      required = "one of " + PropertyChecks.words(validValues.get());
    }
    if (pattern != null) {
      try {
        invalid.add(
            "NOT regexp_matches(CAST("
                + column
                + " AS VARCHAR), "
                + Sql.text(Re2.translate(pattern.toString()))
                + ")");
        required += (required.isEmpty() ? "" : ", ") + "text matching " + pattern;
      } catch (IllegalArgumentException exception) {
        problems.add(PropertyChecks.notRe2(pattern.toString(), rule.place("arguments"), exception));
        return;
      }
    }
    if (invalid.isEmpty()) {
      wrong(
          rule,
          "the metric 'invalidValues' does not know what is valid",
          "arguments with validValues or pattern",
          String.valueOf(rule.arguments().keySet()),
          "Add arguments.validValues or arguments.pattern.");
      return;
    }
    each(rule, column, "(" + String.join(" OR ", invalid) + ")", required, property);
  }

  private String missing(QualityRule rule, Contract.Property property, String column) {
    Type type = ContractCompiler.type(property, problems);
    List<?> values = rule.list("missingValues").orElse(java.util.Arrays.asList(null, ""));
    List<String> conditions = new ArrayList<>();
    if (values.contains(null)) {
      conditions.add(column + " IS NULL");
    }
    List<String> literals = new ArrayList<>();
    for (Object value : values) {
      if (value != null) {
        try {
          literals.add(Values.literal(type, property, value));
        } catch (IllegalArgumentException neverThere) {
          // Such a text cannot stand in a column of this type, so it is never found missing there.
        }
      }
    }
    if (!literals.isEmpty()) {
      conditions.add(column + " IN (" + String.join(", ", literals) + ")");
    }
    return conditions.isEmpty() ? "false" : "(" + String.join(" OR ", conditions) + ")";
  }

  private List<String> literals(QualityRule rule, Contract.Property property, List<?> values) {
    Type type = ContractCompiler.type(property, problems);
    List<String> literals = new ArrayList<>();
    for (Object value : values) {
      if (value != null) {
        try {
          literals.add(Values.literal(type, property, value));
        } catch (IllegalArgumentException exception) {
          problems.add(
              Problem.of(
                      ErrorCode.CONTRACT_RULE,
                      rule.place("arguments"),
                      "'" + property.name() + "' can never have one of its valid values")
                  .required(exception.getMessage(), Sql.words(value)));
        }
      }
    }
    return literals;
  }

  private void each(
      QualityRule rule, String column, String fault, String required, Contract.Property property) {
    if (rule.allowsNone()) {
      rows.add(
          new RowCheck(
              property.name(), rule.metric(), rule.severity(), fault, required, rule.dimension()));
      return;
    }
    measured(rule, property, share(rule, "count(*) FILTER (WHERE " + fault + ")"), rule.metric());
  }

  private void duplicateValues(QualityRule rule, Contract.Property property) {
    List<String> fields = new ArrayList<>();
    rule.list("properties")
        .ifPresent(names -> names.forEach(name -> fields.add(String.valueOf(name))));
    if (fields.isEmpty() && property != null) {
      fields.add(property.name());
    }
    if (fields.isEmpty()) {
      wrong(
          rule,
          "the metric 'duplicateValues' does not know what to compare",
          "arguments.properties with names of properties",
          null,
          "Add arguments.properties.");
      return;
    }
    List<String> known = dataset.properties().stream().map(Contract.Property::name).toList();
    for (String field : fields) {
      if (!known.contains(field)) {
        problems.add(
            Problem.of(
                    ErrorCode.CONTRACT_RULE,
                    rule.place("arguments"),
                    "schema object '" + dataset.name() + "' has no property '" + field + "'")
                .next(Nearest.hint(field, known)));
        return;
      }
    }
    if (rule.allowsNone()) {
      uniques.add(new UniqueCheck(fields, "duplicateValues", rule.severity()));
      return;
    }
    List<String> columns = fields.stream().map(Sql::name).toList();
    String present =
        String.join(" AND ", columns.stream().map(column -> column + " IS NOT NULL").toList());
    String tuple = columns.size() == 1 ? columns.get(0) : "(" + String.join(", ", columns) + ")";
    String filter = " FILTER (WHERE " + present + ")";
    measured(
        rule,
        property,
        share(rule, "count(*)" + filter + " - count(DISTINCT " + tuple + ")" + filter),
        "duplicateValues");
  }

  private static String share(QualityRule rule, String count) {
    return rule.percent()
        ? "SELECT coalesce(100.0 * (" + count + ") / nullif(count(*), 0), 0) FROM {table}"
        : "SELECT " + count + " FROM {table}";
  }

  // The query is the contract author's; what the contract names is put in as quoted names only.
  private void sql(QualityRule rule, Contract.Property property) {
    String query = rule.query().strip().replaceFirst("(\\s*;)+\\s*$", "");
    String bare =
        query.replaceAll("'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\\n]*|(?s:/\\*.*?\\*/)", " ");
    if (bare.contains(";")
        || !bare.strip().toLowerCase(Locale.ROOT).matches("(?s)\\(*\\s*(select|with|from)\\b.*")) {
      problems.add(
          Problem.of(
                  ErrorCode.CONTRACT_RULE, rule.place("query"), "the query of a rule cannot be run")
              .required("one SELECT that yields one value", null)
              .next("Write it as a single SELECT."));
      return;
    }
    if (rule.comparison() == null) {
      wrong(
          rule,
          "the rule has no operator to hold its query against",
          "one operator such as mustBe",
          null,
          "Add an operator.");
      return;
    }
    String object = Sql.name(dataset.name());
    query =
        query.replaceAll(
            "\\$?\\{(?:object|table|model|schema)\\}",
            java.util.regex.Matcher.quoteReplacement(object));
    if (query.matches("(?s).*\\{(?:property|column|field)\\}.*")) {
      if (property == null) {
        problems.add(
            Problem.of(
                    ErrorCode.CONTRACT_RULE,
                    rule.place("query"),
                    "the query names {property} but the rule is not on one")
                .next("Move the rule to its property, or write the column's name."));
        return;
      }
      query =
          query.replaceAll(
              "\\$?\\{(?:property|column|field)\\}",
              java.util.regex.Matcher.quoteReplacement(Sql.name(property.name())));
    }
    String tables = object + " AS (SELECT * FROM {table})";
    if (dataset.physicalName() != null
        && !dataset.physicalName().equalsIgnoreCase(dataset.name())) {
      tables += ", " + Sql.name(dataset.physicalName()) + " AS (SELECT * FROM {table})";
    }
    measured(
        rule, property, "WITH " + tables + " SELECT * FROM (" + query + "\n) AS answer", "sql");
  }

  private void measured(
      QualityRule rule, Contract.Property property, String measures, String metric) {
    String name = rule.name() == null ? metric : rule.name();
    String unit = rule.percent() ? " percent" : "";
    String what = rule.kind() == QualityRule.Kind.SQL ? "the query's answer" : metric;
    batch.add(
        new BatchCheck(
            name,
            rule.severity(),
            measures,
            rule.comparison().sql(VALUE),
            what + " " + rule.comparison().words() + unit,
            property == null ? null : property.name(),
            rule.dimension()));
  }

  private void wrong(QualityRule rule, String fact, String required, String got, String next) {
    problems.add(new Problem(ErrorCode.CONTRACT_RULE, rule.place(), fact, required, got, next));
  }
}
