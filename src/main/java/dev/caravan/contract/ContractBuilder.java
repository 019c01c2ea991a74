package dev.caravan.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.batch.Checks;
import dev.caravan.batch.Column;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes the model from a document that conforms to the schema; finds what the schema cannot say. */
final class ContractBuilder {
  private static final List<String> SEVERITIES = List.of("error", "warning", "info");
  private static final List<String> UNITS = List.of("rows", "percent");

  private final YamlDocument document;
  private final Problems problems;

  ContractBuilder(YamlDocument document, Problems problems) {
    this.document = document;
    this.problems = problems;
  }

  Contract contract(String reference) {
    JsonNode root = document.root();
    CustomProperties custom = customProperties(root, "");
    BigDecimal maxRejectPercent = maxRejectPercent(custom, "", null);
    List<Contract.Dataset> datasets = new ArrayList<>();
    JsonNode schema = root.path("schema");
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < schema.size(); i++) {
      String at = YamlDocument.child("/schema", Integer.toString(i));
      String name = text(schema.get(i), "name");
      unique(names, name, at, "schema object");
      datasets.add(
          dataset(
              schema.size() == 1 ? reference : reference + "#" + name,
              schema.get(i),
              at,
              maxRejectPercent));
    }
    return new Contract(
        reference,
        text(root, "apiVersion"),
        text(root, "id"),
        text(root, "name"),
        text(root, "version"),
        text(root, "status"),
        datasets,
        custom);
  }

  private Contract.Dataset dataset(
      String reference, JsonNode node, String at, BigDecimal inherited) {
    CustomProperties custom = customProperties(node, at);
    columnNames(node.path("properties"), at + "/properties");
    return new Contract.Dataset(
        reference,
        text(document.root(), "version"),
        text(node, "id"),
        text(node, "name"),
        text(node, "physicalName"),
        properties(node.path("properties"), at + "/properties"),
        relationships(node.path("relationships"), at + "/relationships"),
        quality(node.path("quality"), at + "/quality"),
        custom,
        maxRejectPercent(custom, at, inherited),
        document.place(at));
  }

  // Only columns can be taken for Caravan's own; what is nested in them cannot.
  private void columnNames(JsonNode list, String at) {
    for (int i = 0; i < list.size(); i++) {
      String name = text(list.get(i), "name");
      if (name != null && Column.reserved(name)) {
        String free = name.replaceFirst("^_+", "");
        problems.add(
            Problem.of(
                    ErrorCode.CONTRACT_NAME,
                    document.place(YamlDocument.child(at, Integer.toString(i)) + "/name"),
                    "no column can be called '" + name + "': Caravan computes with one of that name")
                .next("Write name: " + free + " and physicalName: " + name + "."));
      }
    }
  }

  private List<Contract.Property> properties(JsonNode list, String at) {
    List<Contract.Property> properties = new ArrayList<>();
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < list.size(); i++) {
      String here = YamlDocument.child(at, Integer.toString(i));
      unique(names, text(list.get(i), "name").toLowerCase(Locale.ROOT), here, "property");
      properties.add(property(list.get(i), here));
    }
    return properties;
  }

  private Contract.Property property(JsonNode node, String at) {
    List<Object> validValues = new ArrayList<>();
    node.path("enum").forEach(entry -> validValues.add(plain(entry.get("value"))));
    List<Object> examples = new ArrayList<>();
    node.path("examples").forEach(example -> examples.add(plain(example)));
    return new Contract.Property(
        text(node, "id"),
        text(node, "name"),
        text(node, "physicalName"),
        text(node, "description"),
        text(node, "logicalType"),
        text(node, "physicalType"),
        options(node.path("logicalTypeOptions"), at + "/logicalTypeOptions"),
        node.path("required").asBoolean(false),
        node.path("unique").asBoolean(false),
        node.path("primaryKey").asBoolean(false),
        node.path("primaryKeyPosition").asInt(-1),
        node.path("partitioned").asBoolean(false),
        node.path("partitionKeyPosition").asInt(-1),
        text(node, "classification"),
        examples,
        validValues,
        properties(node.path("properties"), at + "/properties"),
        node.has("items") ? property(node.get("items"), at + "/items") : null,
        relationships(node.path("relationships"), at + "/relationships"),
        quality(node.path("quality"), at + "/quality"),
        customProperties(node, at),
        places(node, at),
        document.place(at));
  }

  private TypeOptions options(JsonNode node, String at) {
    return node.isObject() ? new TypeOptions(map(node), places(node, at)) : TypeOptions.NONE;
  }

  private List<Contract.Relationship> relationships(JsonNode list, String at) {
    List<Contract.Relationship> relationships = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      JsonNode node = list.get(i);
      String here = YamlDocument.child(at, Integer.toString(i));
      relationships.add(
          new Contract.Relationship(
              texts(node.path("from")),
              texts(node.path("to")),
              customProperties(node, here),
              document.place(here)));
    }
    return relationships;
  }

  private List<QualityRule> quality(JsonNode list, String at) {
    List<QualityRule> rules = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      rules.add(rule(list.get(i), YamlDocument.child(at, Integer.toString(i))));
    }
    return rules;
  }

  private QualityRule rule(JsonNode node, String at) {
    // 3.0 called the metric `rule`.
    String metric = node.has("metric") ? text(node, "metric") : text(node, "rule");
    String type = text(node, "type");
    QualityRule.Kind kind =
        type == null
            ? (metric == null ? QualityRule.Kind.TEXT : QualityRule.Kind.LIBRARY)
            : QualityRule.Kind.valueOf(type.toUpperCase(Locale.ROOT));
    String unit = one(node, at, "unit", UNITS, "rows");
    return new QualityRule(
        kind,
        node.has("name") ? text(node, "name") : text(node, "id"),
        metric,
        node.has("arguments") ? map(node.get("arguments")) : Map.of(),
        comparison(node),
        unit.equals("percent"),
        text(node, "query"),
        text(node, "engine"),
        one(node, at, "severity", SEVERITIES, "error").equals("error")
            ? Checks.Severity.ERROR
            : Checks.Severity.WARNING,
        text(node, "dimension"),
        places(node, at),
        document.place(at));
  }

  private QualityRule.Comparison comparison(JsonNode node) {
    for (QualityRule.Operator operator : QualityRule.Operator.values()) {
      JsonNode value = node.get(operator.key());
      if (value != null && !value.isNull()) {
        List<Object> values = new ArrayList<>();
        if (value.isArray()) {
          value.forEach(item -> values.add(plain(item)));
        } else {
          values.add(plain(value));
        }
        return new QualityRule.Comparison(operator, values);
      }
    }
    return null;
  }

  // The standard leaves severity and unit open; a slip in one would silently weaken the rule.
  private String one(JsonNode node, String at, String key, List<String> known, String otherwise) {
    String value = text(node, key);
    if (value == null) {
      return otherwise;
    }
    String lower = value.toLowerCase(Locale.ROOT);
    if (!known.contains(lower)) {
      problems.add(
          Problem.of(
                  ErrorCode.CONTRACT_RULE,
                  document.place(YamlDocument.child(at, key)),
                  "the " + key + " of a rule is unknown")
              .required("one of " + String.join(", ", known), "'" + value + "'")
              .next(Nearest.hint(value, known)));
      return otherwise;
    }
    return lower;
  }

  private BigDecimal maxRejectPercent(CustomProperties custom, String at, BigDecimal otherwise) {
    if (custom.value(Contract.MAX_REJECT_PERCENT).isEmpty()) {
      return otherwise;
    }
    String text = custom.text(Contract.MAX_REJECT_PERCENT).orElseThrow();
    try {
      BigDecimal percent = new BigDecimal(text);
      if (percent.signum() >= 0 && percent.compareTo(BigDecimal.valueOf(100)) <= 0) {
        return percent;
      }
    } catch (NumberFormatException notANumber) {
      // told below, like a number out of range
    }
    problems.add(
        Problem.of(
                ErrorCode.CONTRACT_RULE,
                document.place(at + "/customProperties"),
                Contract.MAX_REJECT_PERCENT + " is not a share")
            .required("a number from 0 to 100", "'" + text + "'")
            .next("Write it as a plain number, 5 for five percent."));
    return otherwise;
  }

  private void unique(Map<String, String> names, String name, String at, String what) {
    String first = names.putIfAbsent(name, at);
    if (first != null) {
      problems.add(
          Problem.of(
                  ErrorCode.CONTRACT_SCHEMA,
                  document.place(at + "/name"),
                  "a second " + what + " is named '" + name + "'")
              .required("each name once (case ignored)", null)
              .next("Rename it; the first stands at " + document.place(first + "/name") + "."));
    }
  }

  private CustomProperties customProperties(JsonNode node, String at) {
    Map<String, Object> values = new LinkedHashMap<>();
    JsonNode list = node.path("customProperties");
    for (int i = 0; i < list.size(); i++) {
      String name = text(list.get(i), "property");
      values.put(name, plain(list.get(i).path("value")));
      if (name.startsWith("caravan.") && !CellRuleProperties.NAMES.contains(name)) {
        problems.add(
            Problem.of(
                    ErrorCode.CONTRACT_UNKNOWN_KEY,
                    document.place(at + "/customProperties/" + i + "/property"),
                    "unknown custom property '" + name + "'")
                .next(Nearest.hint(name, CellRuleProperties.NAMES)));
      }
    }
    return new CustomProperties(values);
  }

  private Map<String, Place> places(JsonNode node, String at) {
    Map<String, Place> places = new LinkedHashMap<>();
    node.fieldNames()
        .forEachRemaining(name -> places.put(name, document.place(YamlDocument.child(at, name))));
    return places;
  }

  private static String text(JsonNode node, String key) {
    return node.path(key).asText(null);
  }

  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(item -> texts.add(item.asText()));
    } else if (!node.isMissingNode()) {
      texts.add(node.asText());
    }
    return texts;
  }

  private static Map<String, Object> map(JsonNode node) {
    Map<String, Object> map = new LinkedHashMap<>();
    node.properties().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
    return map;
  }

  private static Object plain(JsonNode node) {
    if (node.isObject()) {
      return map(node);
    }
    if (node.isArray()) {
      List<Object> list = new ArrayList<>();
      node.forEach(item -> list.add(plain(item)));
      return list;
    }
    if (node.isNumber()) {
      return node.decimalValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    return node.isNull() || node.isMissingNode() ? null : node.asText();
  }
}
