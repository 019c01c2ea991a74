package dev.caravan.streams;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.contract.YamlDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the steps of a document one after the other, with the fields there are at each. Not thread-safe. */
final class StepReader {
  private static final Pattern MEASURE = Pattern.compile("([a-zA-Z]+)(?:\\((\\w+)\\))?");
  /** More windows than these at once are a slip, and each record would be kept that often. */
  private static final int WINDOWS_MOST = 1_000;

  private final Named names;
  private final OtherSources others;

  /**
   * @param sources that steps may name
   * @param from the one whose records go through the steps
   */
  StepReader(Named names, Map<String, Source> sources, String from) {
    this.names = names;
    this.others = new OtherSources(names, sources, from);
  }

  List<Step> read(JsonNode steps, Map<String, FieldType> columns) {
    List<Step> read = new ArrayList<>();
    Map<String, FieldType> at = columns;
    for (int i = 0; i < steps.size(); i++) {
      String word = steps.get(i).fieldNames().next();
      Step step = step(word, steps.get(i).get(word), "/steps/" + i + "/" + word, at);
      at = step.columns();
      read.add(step);
    }
    return read;
  }

  private Step step(String word, JsonNode node, String at, Map<String, FieldType> columns) {
    return switch (word) {
      case "filter" -> new Step.Filter(conditions(node, at, columns), columns);
      case "deduplicate" -> new Step.Deduplicate(names.fields(node.path("by"), at + "/by", columns), positive(node.path("within"), at + "/within"), columns);
      case "aggregate" -> aggregate(node, at, columns);
      case "enrich" -> others.enrich(node, at, columns);
      case "join" -> others.join(node, at, columns);
      default -> throw new IllegalStateException("the schema knows no step " + word);
    };
  }

  private Duration positive(JsonNode node, String at) {
    Duration duration = names.duration(node, Duration.ZERO);
    if (duration.isZero()) {
      names.wrong(at, "a window of no length holds nothing", "a duration above 0", node.asText(), null);
    }
    return duration;
  }

  private List<Condition> conditions(JsonNode node, String at, Map<String, FieldType> columns) {
    List<Condition> conditions = new ArrayList<>();
    node.properties().forEach(asked -> {
      String field = asked.getKey();
      String pointer = YamlDocument.child(at, field);
      if (names.knownKey(field, columns.keySet(), pointer, "there is no field '" + field + "' here")) {
        asked.getValue().properties().forEach(test -> condition(field, columns.get(field), test, pointer).ifPresent(conditions::add));
      }
    });
    return conditions;
  }

  private Optional<Condition> condition(String field, FieldType type, Map.Entry<String, JsonNode> asked, String at) {
    Condition.Test test = Condition.Test.valueOf(asked.getKey().toUpperCase(Locale.ROOT));
    String pointer = at + "/" + asked.getKey();
    if (test == Condition.Test.PRESENT) {
      return Optional.of(new Condition(field, type, test, List.of(asked.getValue())));
    }
    if (test.orders() && !type.ordered()) {
      names.wrong(pointer, "values of '" + field + "' have no order", "a field that is not of type boolean", type.word(), "Ask with equals.");
      return Optional.empty();
    }
    List<JsonNode> given = new ArrayList<>();
    if (test == Condition.Test.IN) {
      asked.getValue().forEach(given::add);
    } else {
      given.add(asked.getValue());
    }
    List<JsonNode> values = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      Optional<JsonNode> value = type.read(given.get(i));
      if (value.isEmpty()) {
        names.wrong(test == Condition.Test.IN ? pointer + "/" + i : pointer, "'" + field + "' is held against a value it can never have", "a value of type " + type.word(), given.get(i).toString(), null);
        return Optional.empty();
      }
      values.add(value.get());
    }
    return Optional.of(new Condition(field, type, test, values));
  }

  private Step aggregate(JsonNode node, String at, Map<String, FieldType> columns) {
    List<String> by = names.fields(node.path("by"), at + "/by", columns);
    Map<String, FieldType> after = new LinkedHashMap<>();
    by.forEach(field -> after.put(field, columns.get(field)));
    after.put(Step.Aggregate.START, FieldType.TIMESTAMP);
    after.put(Step.Aggregate.END, FieldType.TIMESTAMP);
    List<Measure> measures = new ArrayList<>();
    node.path("values").properties().forEach(entry -> {
      String pointer = YamlDocument.child(at + "/values", entry.getKey());
      if (after.containsKey(entry.getKey())) {
        names.wrong(pointer, "'" + entry.getKey() + "' is a field of the group or window already", "a name of its own", null, null);
      }
      measure(entry.getKey(), entry.getValue().textValue(), pointer, columns).ifPresent(measure -> {
        measures.add(measure);
        after.put(measure.name(), measure.result());
      });
    });
    return new Step.Aggregate(by, window(node.path("window"), at + "/window"), names.duration(node.path("grace"), Duration.ZERO), measures, after);
  }

  private Optional<Measure> measure(String name, String text, String at, Map<String, FieldType> columns) {
    Matcher parts = MEASURE.matcher(text);
    if (!parts.matches()) {
      throw new IllegalStateException("the schema lets no such value pass: " + text);
    }
    String word = parts.group(1).toLowerCase(Locale.ROOT);
    if (!names.known(word, Measure.Function.words(), at, "there is no function '" + parts.group(1) + "'")) {
      return Optional.empty();
    }
    Measure.Function function = Measure.Function.valueOf(word.toUpperCase(Locale.ROOT));
    String field = parts.group(2);
    if (field == null) {
      if (function != Measure.Function.COUNT) {
        names.wrong(at, "'" + word + "' does not say of which field", word + "(field)", text, null);
        return Optional.empty();
      }
      return Optional.of(new Measure(name, function, Optional.empty(), null));
    }
    if (!names.known(field, columns.keySet(), at, "there is no field '" + field + "' here")) {
      return Optional.empty();
    }
    if (!function.takes(columns.get(field))) {
      names.wrong(at, "'" + word + "' says nothing of '" + field + "'", "a field that it can be asked of", columns.get(field).word(), null);
      return Optional.empty();
    }
    return Optional.of(new Measure(name, function, Optional.of(field), columns.get(field)));
  }

  private Window window(JsonNode node, String at) {
    List<String> kinds = List.of("tumbling", "hopping", "session").stream().filter(node::has).toList();
    if (kinds.size() != 1) {
      names.wrong(at, kinds.isEmpty() ? "the window says no length" : "a window is of one kind", "one of tumbling, hopping and session", kinds.isEmpty() ? "none" : String.join(" and ", kinds), null);
      return new Window.Session(Duration.ofSeconds(1));
    }
    String kind = kinds.get(0);
    Duration length = positive(node.path(kind), at + "/" + kind);
    if (node.has("every") != kind.equals("hopping")) {
      names.wrong(at, node.has("every") ? "'every' belongs to hopping windows" : "hopping windows do not say how far they hop", "hopping with every", kind, null);
    }
    return switch (kind) {
      case "session" -> new Window.Session(length);
      case "tumbling" -> new Window.Fixed(length, length);
      default -> new Window.Fixed(length, every(node.path("every"), length, at + "/every"));
    };
  }

  private Duration every(JsonNode node, Duration size, String at) {
    Duration every = node.isTextual() ? positive(node, at) : size;
    if (every.compareTo(size) > 0 || (!every.isZero() && size.dividedBy(every) > WINDOWS_MOST)) {
      names.wrong(at, "windows hop too far or too little", "at most the length of a window, and at least a thousandth of it", node.asText(), null);
      return size;
    }
    return every.isZero() ? size : every;
  }
}
