package dev.caravan.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is left of a document when everything its schema refuses is taken out of it, so that what no schema
 * can say is looked for in the rest and told at the same time. What is refused goes with the whole item of
 * the list it stands in: nothing can be said of half a column. Immutable.
 */
public final class ConformingPart {
  private static final int ROUNDS = 5;
  /** Keys of items that hold lists of what is looked at by itself. */
  private static final List<String> LISTS = List.of("properties", "cases");

  private final YamlDocument document;
  private final List<Problem> refused;
  private final Set<String> names = new LinkedHashSet<>();

  /** Takes apart a document. */
  public static ConformingPart of(SchemaCheck schema, YamlDocument document) {
    return new ConformingPart(schema, document);
  }

  private ConformingPart(SchemaCheck schema, YamlDocument whole) {
    this.refused = schema.problems(whole);
    YamlDocument rest = whole;
    for (int round = 0; round < ROUNDS; round++) {
      Set<String> pointers = new LinkedHashSet<>();
      for (String pointer : schema.pointers(rest)) {
        String taken = taken(rest.root(), pointer, round > 0);
        if (taken != null) {
          pointers.add(taken);
        }
      }
      if (pointers.isEmpty()) {
        break;
      }
      for (String pointer : pointers) {
        names(rest.root().at(pointer));
      }
      rest = rest.without(pointers);
    }
    this.document = rest;
  }

  /** The rest. A key that is missing at the top is missing here too. */
  public YamlDocument document() {
    return document;
  }

  /** What the schema refuses. */
  public List<Problem> refused() {
    return refused;
  }

  /** Of problems that were found in the rest those that would be there with what was taken out, too. */
  public List<Problem> certain(List<Problem> found) {
    return found.stream().filter(problem -> names.stream().noneMatch(name -> speaksOf(problem, name))).toList();
  }

  private static boolean speaksOf(Problem problem, String name) {
    return (problem.message() + problem.got()).contains("'" + name + "'");
  }

  private void names(JsonNode node) {
    if (node.path("name").isTextual()) {
      names.add(node.path("name").textValue());
    }
    node.forEach(this::names);
  }

  /** Null when there is nothing to take out: a key is missing at the top. */
  private static String taken(JsonNode root, String pointer, boolean wholeItem) {
    List<String> above = above(pointer);
    for (int i = above.size() - 1; i > 0; i--) {
      if (root.at(above.get(i - 1)).isArray()) {
        JsonNode item = root.at(above.get(i));
        boolean entry = i == above.size() - 2 && !root.at(pointer).isMissingNode() && LISTS.stream().anyMatch(item::has);
        return entry && !wholeItem ? pointer : above.get(i);
      }
    }
    return pointer.isEmpty() || root.at(pointer).isMissingNode() ? null : pointer;
  }

  /** The pointer itself and all above it, from the top. */
  private static List<String> above(String pointer) {
    List<String> above = new ArrayList<>();
    for (String at = pointer; ; at = at.substring(0, at.lastIndexOf('/'))) {
      above.add(0, at);
      if (at.isEmpty()) {
        return above;
      }
    }
  }
}
