package dev.caravan.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ValidationMessage;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import java.util.ArrayList;
import java.util.List;

/** One message of the schema validator, retold with place, requirement and next move. */
final class SchemaProblem {
  private static final int SHOWN = 60;

  private final JsonNode schema;
  private final String keyword;
  private final String rule;
  private final String instance;
  private final String property;
  private final JsonNode value;
  private final ValidationMessage message;

  SchemaProblem(JsonNode schema, ValidationMessage message) {
    this.schema = schema;
    this.message = message;
    this.instance = message.getInstanceLocation().toString();
    this.property = message.getProperty();
    this.value = message.getInstanceNode();
    String fragment = message.getSchemaLocation().getFragment().toString();
    int choice = fragment.indexOf("/oneOf/");
    // Every alternative complains of its own; the reader needs to know that none, or more than one,
    // fits.
    this.keyword = choice < 0 ? message.getType() : "oneOf";
    this.rule = choice < 0 ? fragment : fragment.substring(0, choice) + "/oneOf";
  }

  /** Where in the document, down to the missing or surplus key: equal pointers mean one mistake. */
  String pointer() {
    return switch (keyword) {
      case "required", "additionalProperties", "unevaluatedProperties", "propertyNames" ->
          YamlDocument.child(instance, property);
      default -> instance;
    };
  }

  Problem at(YamlDocument document) {
    return switch (keyword) {
      case "additionalProperties", "unevaluatedProperties", "propertyNames" ->
          Problem.of(
                  document.wording().unknownKey(),
                  document.keyPlace(pointer()),
                  "unknown key '" + property + "'" + section(document))
              .next(Nearest.hint(property, validKeys()));
      case "required" ->
          problem(document, "'" + property + "' is missing" + section(document), "'" + property + "'", null)
              .next("Add the key '" + property + "'.");
      case "not" ->
          Problem.of(
                  document.wording().schema(),
                  document.keyPlace(instance),
                  "'" + last(document) + "' does not belong here")
              .required(description(), null);
      case "enum" ->
          problem(
                  document,
                  "'" + last(document) + "' has a value " + document.wording().authority() + " does not know",
                  "one of " + names(allowed()),
                  shown())
              .next(value.isTextual() ? Nearest.hint(value.textValue(), allowed()) : null);
      case "const" ->
          problem(
              document,
              "'" + last(document) + "' has a value " + document.wording().authority() + " does not know",
              allowed().get(0),
              shown());
      case "type" ->
          problem(document, "'" + last(document) + "' has the wrong type", types(), kind() + " " + shown())
              .next(
                  types().equals("string") && value.isValueNode()
                      ? "Put the value in quotes."
                      : null);
      default ->
          problem(
              document,
              "'" + last(document) + "' is not valid",
              description() == null ? plain() : description(),
              shown());
    };
  }

  private Problem problem(YamlDocument document, String fact, String required, String got) {
    return Problem.of(document.wording().schema(), document.place(instance), fact)
        .required(required, got);
  }

  private JsonNode parent() {
    return schema.at(rule.substring(0, rule.lastIndexOf('/')));
  }

  private String description() {
    return parent().path("description").asText(null);
  }

  private List<String> validKeys() {
    List<String> keys = new ArrayList<>();
    if (keyword.equals("propertyNames")) {
      schema.at(rule).path("enum").forEach(name -> keys.add(name.asText()));
    } else {
      parent().path("properties").fieldNames().forEachRemaining(keys::add);
    }
    return keys;
  }

  private List<String> allowed() {
    JsonNode node = schema.at(rule);
    List<String> values = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(allowed -> values.add(allowed.asText()));
    } else {
      values.add(node.asText());
    }
    return values;
  }

  private String types() {
    return names(allowed()).replace("object", "mapping").replace("array", "list");
  }

  private static String names(List<String> values) {
    return String.join(", ", values);
  }

  private String last(YamlDocument document) {
    String name = instance.substring(instance.lastIndexOf('/') + 1);
    if (!name.matches("\\d+")) {
      return name.isEmpty() ? document.wording().noun() : name;
    }
    String list = instance.substring(0, instance.lastIndexOf('/'));
    return list.substring(list.lastIndexOf('/') + 1) + "[" + name + "]";
  }

  private String section(YamlDocument document) {
    return instance.isEmpty() ? "" : " in " + last(document);
  }

  private String kind() {
    if (value.isObject()) {
      return "mapping";
    }
    if (value.isArray()) {
      return "list";
    }
    return value.isTextual()
        ? "string"
        : value.isNumber() ? "number" : value.isBoolean() ? "boolean" : "null";
  }

  private String shown() {
    String text = value.isTextual() ? "'" + value.textValue() + "'" : value.toString();
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }

  private String plain() {
    String text = message.getMessage();
    String prefix = instance + ": ";
    return (text.startsWith(prefix) ? text.substring(prefix.length()) : text)
        .replaceFirst("^must ", "to ");
  }
}
