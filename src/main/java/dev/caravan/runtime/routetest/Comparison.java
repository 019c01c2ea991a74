package dev.caravan.runtime.routetest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.Nearest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Holds an outcome against what a case expects. One object compares once. */
final class Comparison {
  private static final String NONE = "no such record";

  private final List<Difference> differences = new ArrayList<>();
  private final Instant at;

  private Comparison(Instant at) {
    this.at = at;
  }

  /** Everything that is not as expected; empty when all is. */
  static List<Difference> of(RouteTestCase.Expectation expected, Outcome got) {
    Comparison comparison = new Comparison(got.at());
    if (comparison.failure(expected.fails(), got)) {
      comparison.rejected(expected.rejected(), got.rejected(), expected.fails() == null);
    } else {
      comparison.landed(expected.landed(), got.landed());
      comparison.rejected(expected.rejected(), got.rejected(), true);
      comparison.number("filtered", expected.filtered(), got.filtered());
      comparison.number("deduplicated", expected.deduplicated(), got.deduplicated());
      Set<String> rules = new TreeSet<>(expected.warnings().keySet());
      rules.addAll(got.warnings().keySet());
      rules.forEach(rule -> comparison.number("warnings." + rule, expected.warnings().getOrDefault(rule, 0L), got.warnings().getOrDefault(rule, 0L)));
      comparison.cursors(expected.cursors(), got.cursors());
    }
    return List.copyOf(comparison.differences);
  }

  /** Whether the flow failed, be it expected or not. */
  private boolean failure(JsonNode expected, Outcome got) {
    if (expected == null) {
      if (got.problem() != null) {
        add("fails", "no failure", got.problem().toString());
      }
      return got.problem() != null;
    }
    String code = expected.path("code").textValue();
    if (got.problem() == null) {
      add("fails", "a failure with " + code, "no failure");
      return false;
    }
    if (!got.problem().code().code().equals(code)) {
      add("fails.code", code, got.problem().code().code() + " (" + got.problem().message() + ")");
    }
    JsonNode message = expected.path("message");
    if (!message.isMissingNode() && !Matchers.matches(message, TextNode.valueOf(got.problem().message()), at)) {
      add("fails.message", message.toString(), TextNode.valueOf(got.problem().message()).toString());
    }
    return true;
  }

  private void landed(JsonNode expected, Map<String, List<ObjectNode>> got) {
    if (!expected.isObject()) {
      boolean several = got.size() > 1;
      got.forEach((sink, rows) -> rows("landed" + (several ? "." + sink : ""), expected, rows));
      if (got.isEmpty()) {
        rows("landed", expected, List.of());
      }
      return;
    }
    expected.properties().forEach(sink -> {
      if (got.containsKey(sink.getKey())) {
        rows("landed." + sink.getKey(), sink.getValue(), got.get(sink.getKey()));
      } else {
        add("landed." + sink.getKey(), sink.getValue().size() + " records", "this sink was not reached; " + Nearest.hint(sink.getKey(), got.keySet()));
      }
    });
    got.forEach((sink, rows) -> {
      if (!expected.has(sink)) {
        add("landed." + sink, "nothing is said of this sink", rows.size() + " records");
      }
    });
  }

  // Landed records have no order: each expected one is held against the one that is most like it.
  private void rows(String where, JsonNode expected, List<ObjectNode> got) {
    List<ObjectNode> left = new ArrayList<>(got);
    Map<Integer, List<Difference>> pairs = new TreeMap<>();
    for (int most = 0; pairs.size() < expected.size() && !left.isEmpty(); most = most == 0 ? 1 : most * 2) {
      for (int i = 0; i < expected.size(); i++) {
        if (!pairs.containsKey(i)) {
          pair(where + "[" + (i + 1) + "]", expected.get(i), left, most).ifPresent(pairing(pairs, i));
        }
      }
    }
    for (int i = 0; i < expected.size(); i++) {
      differences.addAll(pairs.getOrDefault(i, List.of(new Difference(where + "[" + (i + 1) + "]", expected.get(i).toString(), NONE))));
    }
    left.forEach(row -> add(where, NONE, row.toString()));
  }

  private static Consumer<List<Difference>> pairing(Map<Integer, List<Difference>> pairs, int index) {
    return differences -> pairs.put(index, differences);
  }

  /** Takes out of what is left the row that differs least, when it differs in no more columns than allowed. */
  private Optional<List<Difference>> pair(String where, JsonNode expected, List<ObjectNode> left, int most) {
    List<Difference> best = null;
    ObjectNode nearest = null;
    for (ObjectNode row : left) {
      List<Difference> found = row(where, expected, row);
      if (found.size() <= most && (best == null || found.size() < best.size())) {
        best = found;
        nearest = row;
      }
    }
    left.remove(nearest);
    return Optional.ofNullable(best);
  }

  private List<Difference> row(String where, JsonNode expected, ObjectNode got) {
    List<Difference> found = new ArrayList<>();
    Set<String> columns = new LinkedHashSet<>();
    got.fieldNames().forEachRemaining(columns::add);
    expected.fieldNames().forEachRemaining(columns::add);
    for (String column : columns) {
      if (!got.has(column)) {
        Set<String> names = new TreeSet<>();
        got.fieldNames().forEachRemaining(names::add);
        found.add(new Difference(where + "." + column, expected.get(column).toString(), "no such column; " + Nearest.hint(column, names)));
        continue;
      }
      JsonNode value = expected.has(column) ? expected.get(column) : NullNode.getInstance();
      if (!Matchers.matches(value, got.get(column), at)) {
        found.add(new Difference(where + "." + column, value.toString(), got.get(column).toString()));
      }
    }
    return found;
  }

  /** @param must whether reasons that nobody expects are wrong */
  private void rejected(List<JsonNode> expected, List<JsonNode> got, boolean must) {
    int compared = must ? Math.max(expected.size(), got.size()) : expected.isEmpty() ? 0 : Math.max(expected.size(), got.size());
    for (int i = 0; i < compared; i++) {
      String where = "rejected[" + (i + 1) + "]";
      if (i >= got.size()) {
        add(where, expected.get(i).toString(), "no such reason");
      } else if (i >= expected.size()) {
        add(where, "no such reason", got.get(i).toString());
      } else {
        JsonNode reason = got.get(i);
        expected.get(i).properties().forEach(entry -> {
          JsonNode value = reason.path(entry.getKey());
          if (!Matchers.matches(entry.getValue(), value instanceof MissingNode ? NullNode.getInstance() : value, at)) {
            add(where + "." + entry.getKey(), entry.getValue().toString(), value + " in " + reason);
          }
        });
      }
    }
  }

  private void cursors(Map<String, JsonNode> expected, Map<String, String> got) {
    Set<String> names = new TreeSet<>(expected.keySet());
    names.addAll(got.keySet());
    for (String name : names) {
      if (!got.containsKey(name)) {
        add("cursor." + name, expected.get(name).toString(), "no such cursor; " + Nearest.hint(name, got.keySet()));
      } else if (!expected.containsKey(name)) {
        add("cursor." + name, "nothing is said of this cursor", got.get(name));
      } else if (!Matchers.matches(expected.get(name), TextNode.valueOf(got.get(name)), at)) {
        add("cursor." + name, expected.get(name).toString(), got.get(name));
      }
    }
  }

  private void number(String where, long expected, long got) {
    if (expected != got) {
      add(where, Long.toString(expected), Long.toString(got));
    }
  }

  private void add(String where, String expected, String got) {
    differences.add(new Difference(where, expected, got));
  }
}
