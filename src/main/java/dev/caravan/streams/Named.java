package dev.caravan.streams;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.contract.YamlDocument;
import dev.caravan.source.Parameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads values of a document by their pointers and gathers what is wrong with the names in them. Not thread-safe. */
final class Named {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}:]+)(:[^{}]*)?}}");
  private static final Parameters DURATIONS = new Parameters("streams");

  private final YamlDocument document;
  private final Map<String, String> properties;
  private final Problems problems;

  Named(YamlDocument document, Map<String, String> properties, Problems problems) {
    this.document = document;
    this.properties = Map.copyOf(properties);
    this.problems = problems;
  }

  /** The text there with its placeholders filled; empty when there is none. */
  String text(String pointer) {
    return PLACEHOLDER.matcher(document.root().at(pointer).asText("")).replaceAll(found -> Matcher.quoteReplacement(value(found.group(1), found.group(2), pointer)));
  }

  private String value(String name, String otherwise, String pointer) {
    if (properties.containsKey(name)) {
      return properties.get(name);
    }
    if (otherwise == null) {
      wrong(pointer, "the property '" + name + "' is set nowhere", null, null,
          Nearest.to(name, properties.keySet()).map(near -> "Did you mean '" + near + "'? ").orElse("") + "Set it in a properties file or with -p " + name + "=…, or write {{" + name + ":default}}.");
      return "";
    }
    return otherwise.substring(1);
  }

  /** @param node a duration, or missing */
  Duration duration(JsonNode node, Duration otherwise) {
    return node.isTextual() ? DURATIONS.duration("duration", node.textValue()) : otherwise;
  }

  /** Those of the fields named there that exist. */
  List<String> fields(JsonNode list, String pointer, Map<String, FieldType> columns) {
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String field = list.get(i).asText();
      if (known(field, columns.keySet(), pointer + "/" + i, "there is no field '" + field + "' here")) {
        fields.add(field);
      }
    }
    return fields;
  }

  /** Whether a name is one of those; if not, it is told. */
  boolean known(String name, Collection<String> valid, String pointer, String fact) {
    if (valid.contains(name)) {
      return true;
    }
    problems.add(Problem.of(ErrorCode.STREAMS_INVALID, document.place(pointer), fact).next(Nearest.advice(name, valid)));
    return false;
  }

  /** As {@link #known}, of a key. */
  boolean knownKey(String name, Collection<String> valid, String pointer, String fact) {
    if (valid.contains(name)) {
      return true;
    }
    problems.add(Problem.of(ErrorCode.STREAMS_INVALID, document.keyPlace(pointer), fact).next(Nearest.advice(name, valid)));
    return false;
  }

  /** @param required null when there is nothing to say */
  void wrong(String pointer, String fact, String required, String got, String next) {
    problems.add(Problem.of(ErrorCode.STREAMS_INVALID, document.place(pointer), fact).required(required, got).next(next));
  }
}
