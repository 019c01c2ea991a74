package dev.caravan.streams;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.contract.YamlDocument;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the steps of a document that take something from another source. Not thread-safe. */
final class OtherSources {
  private static final Source NONE = new Source("", "", Optional.empty(), List.of(), Map.of());

  private final Named names;
  private final Map<String, Source> sources;
  private final String from;

  /** @param from the source whose records go through the steps */
  OtherSources(Named names, Map<String, Source> sources, String from) {
    this.names = names;
    this.sources = Map.copyOf(sources);
    this.from = from;
  }

  Step enrich(JsonNode node, String at, Map<String, FieldType> columns) {
    Source table = other(node, at, true);
    List<String> by = names.fields(node.path("by"), at + "/by", columns);
    comparable(by, table.key(), table, at + "/by", columns);
    Map<String, FieldType> after = new LinkedHashMap<>(columns);
    Taken taken = taken(node, at, table, after);
    Optional<Duration> history = Optional.of(node.path("history")).filter(JsonNode::isTextual).map(told -> names.duration(told, Duration.ZERO));
    return new Step.Enrich(table, by, taken, history, names.duration(node.path("wait"), Duration.ZERO), without(node), after);
  }

  Step join(JsonNode node, String at, Map<String, FieldType> columns) {
    Source stream = other(node, at, false);
    List<String> by = names.fields(node.path("by"), at + "/by", columns);
    String otherAt = at + (node.has("of") ? "/of" : "/by");
    List<String> otherBy = stream == NONE ? List.of() : names.fields(node.has("of") ? node.path("of") : node.path("by"), otherAt, stream.columns());
    comparable(by, otherBy, stream, otherAt, columns);
    Map<String, FieldType> after = new LinkedHashMap<>(columns);
    Taken taken = taken(node, at, stream, after);
    Duration within = names.duration(node.path("within"), Duration.ZERO);
    return new Step.Join(stream, by, otherBy, taken, within, names.duration(node.path("grace"), Duration.ZERO), without(node), after);
  }

  private static Without without(JsonNode node) {
    return Without.of(node.path("without").asText(Without.REJECT.name()));
  }

  private Source other(JsonNode node, String at, boolean table) {
    String name = node.path("from").asText();
    Set<String> fitting = sources.values().stream().filter(source -> !source.name().equals(from)).map(Source::name).collect(Collectors.toCollection(LinkedHashSet::new));
    if (!names.known(name, fitting, at + "/from", name.equals(from) ? "'" + name + "' is what goes through the steps itself" : "there is no source '" + name + "'")) {
      return NONE;
    }
    Source source = sources.get(name);
    if (source.isTable() != table) {
      names.wrong(
          at + "/from", table ? "'" + name + "' has no key: it is a stream" : "'" + name + "' has a key: it is a table", table ? "a source with a key" : "a source without a key", null,
          table ? "Give it a key, or take the step join." : "Take its key away, or take the step enrich.");
    }
    return source;
  }

  private void comparable(List<String> by, List<String> others, Source other, String at, Map<String, FieldType> columns) {
    if (other == NONE || others.isEmpty()) {
      return;
    }
    if (by.size() != others.size()) {
      names.wrong(at, "it does not say which fields are held against " + others, others.size() + (others.size() == 1 ? " field" : " fields"), Integer.toString(by.size()), null);
      return;
    }
    for (int i = 0; i < by.size(); i++) {
      FieldType here = columns.get(by.get(i));
      FieldType there = other.columns().get(others.get(i));
      if (here != there && !(here.numeric() && there.numeric())) {
        names.wrong(at + "/" + i, "'" + by.get(i) + "' never equals '" + others.get(i) + "' of '" + other.name() + "'", "a field of type " + there.word(), here.word(), null);
      }
    }
  }

  private Taken taken(JsonNode node, String at, Source other, Map<String, FieldType> after) {
    Map<String, String> taken = new LinkedHashMap<>();
    node.path("take").properties().forEach(entry -> {
      String pointer = YamlDocument.child(at + "/take", entry.getKey());
      String field = entry.getValue().asText();
      if (after.containsKey(entry.getKey())) {
        names.wrong(pointer, "'" + entry.getKey() + "' is a field already", "a name of its own", null, null);
      } else if (other != NONE && names.known(field, other.columns().keySet(), pointer, "the source '" + other.name() + "' has no field '" + field + "'")) {
        taken.put(entry.getKey(), field);
        after.put(entry.getKey(), other.columns().get(field));
      }
    });
    return new Taken(other.name(), taken);
  }
}
