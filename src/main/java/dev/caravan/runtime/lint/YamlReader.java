package dev.caravan.runtime.lint;

import dev.caravan.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads one YAML document with its places. Used once. */
final class YamlReader {
  private static final int DEEPEST = 200;

  private final String file;
  private final Findings findings;
  private final Set<String> told = new HashSet<>();

  private YamlReader(String file, Findings findings) {
    this.file = file;
    this.findings = findings;
  }

  /** The document, or nothing when it cannot be read or is empty; the reason is reported. */
  static Optional<Yaml> read(String file, String text, Findings findings) {
    return new YamlReader(file, findings).read(text);
  }

  private Optional<Yaml> read(String text) {
    LoadSettings settings = LoadSettings.builder().setLabel(file).build();
    List<Node> documents = new ArrayList<>();
    try {
      new Compose(settings).composeAllFromString(text).forEach(documents::add);
    } catch (MarkedYamlEngineException exception) {
      Place place = exception.getProblemMark().map(this::place).orElse(Place.of(file));
      findings.add(LintRule.YAML_SYNTAX, place, "this is not YAML: " + sentence(exception), null, null, null);
      return Optional.empty();
    } catch (YamlEngineException exception) {
      findings.add(LintRule.YAML_SYNTAX, Place.of(file), "this is not YAML: " + exception.getMessage(), null, null, null);
      return Optional.empty();
    }
    if (documents.isEmpty()) {
      return Optional.empty();
    }
    if (documents.size() > 1) {
      Place place = documents.get(1).getStartMark().map(this::place).orElse(Place.of(file));
      findings.add(LintRule.YAML_SYNTAX, place, "a second YAML document stands in this file", "one document in a file", "two or more",
          "Move it to a file of its own.");
    }
    return Optional.of(convert(documents.get(0), 0));
  }

  private Yaml convert(Node node, int depth) {
    Place place = node.getStartMark().map(this::place).orElse(Place.of(file));
    if (depth > DEEPEST) {
      if (told.add("depth")) {
        findings.add(LintRule.YAML_SYNTAX, place, "the YAML is nested too deeply", "at most " + DEEPEST + " levels", "more", null);
      }
      return new Yaml.Scalar(place, "", true, null);
    }
    if (node instanceof MappingNode mapping) {
      return mapping(mapping, place, depth);
    }
    if (node instanceof SequenceNode sequence) {
      List<Yaml> items = new ArrayList<>();
      for (Node item : sequence.getValue()) {
        items.add(convert(item, depth + 1));
      }
      return new Yaml.Sequence(place, items);
    }
    return scalar((ScalarNode) node, place);
  }

  private Yaml mapping(MappingNode node, Place place, int depth) {
    Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      Place keyPlace = tuple.getKeyNode().getStartMark().map(this::place).orElse(place);
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        findings.add(LintRule.YAML_SYNTAX, keyPlace, "a list or mapping stands as a key", "a word as key", null, null);
        continue;
      }
      Yaml.Entry first = entries.get(key.getValue());
      if (first != null) {
        findings.add(LintRule.YAML_SYNTAX, keyPlace, "the key '" + key.getValue() + "' stands here a second time", "each key once",
            "the first at " + first.keyPlace(), "Remove one of the two.");
        continue;
      }
      entries.put(key.getValue(), new Yaml.Entry(key.getValue(), keyPlace, convert(tuple.getValueNode(), depth + 1)));
    }
    return new Yaml.Mapping(place, entries);
  }

  private Yaml scalar(ScalarNode node, Place place) {
    String text = node.getValue();
    int quote = node.getScalarStyle() == ScalarStyle.PLAIN ? 0 : 1;
    boolean oneLine = node.getStartMark().isPresent() && node.getEndMark().isPresent()
        && node.getStartMark().get().getLine() == node.getEndMark().get().getLine();
    boolean asWritten = oneLine
        && node.getEndMark().get().getColumn() - node.getStartMark().get().getColumn() == text.length() + 2 * quote;
    Place textPlace = asWritten ? new Place(place.file(), place.line(), place.column() + quote) : null;
    return new Yaml.Scalar(place, text, node.getTag().equals(Tag.NULL), textPlace);
  }

  private static String sentence(MarkedYamlEngineException exception) {
    String context = exception.getContext();
    return context == null || context.isBlank() ? exception.getProblem() : context + " " + exception.getProblem();
  }

  private Place place(Mark mark) {
    return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
  }
}
