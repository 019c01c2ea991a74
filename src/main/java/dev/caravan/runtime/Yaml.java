package dev.caravan.runtime;

import dev.caravan.ErrorCode;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.Problems;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** YAML as nodes that know their place. */
final class Yaml {
  private Yaml() {}

  /** The document's root; empty when there is none, or when it is not YAML, which is told then. */
  static Optional<Node> read(String file, String text, Problems problems) {
    try {
      return new Compose(LoadSettings.builder().setLabel(file).setParseComments(false).build()).composeString(text);
    } catch (MarkedYamlEngineException e) {
      Place place = e.getProblemMark().map(mark -> place(file, mark)).orElse(Place.of(file));
      problems.add(Problem.of(ErrorCode.ROUTE_INVALID, place, "This is not YAML: " + e.getProblem()));
    } catch (YamlEngineException e) {
      problems.add(Problem.of(ErrorCode.ROUTE_INVALID, Place.of(file), "This is not YAML: " + e.getMessage()));
    }
    return Optional.empty();
  }

  static Place place(String file, Node node) {
    return node.getStartMark().map(mark -> place(file, mark)).orElse(Place.of(file));
  }

  private static Place place(String file, Mark mark) {
    return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** The value at a path of keys; empty when there is none. */
  static Optional<Node> at(Node node, String... path) {
    Node here = node;
    for (String name : path) {
      Optional<Node> below = entries(here).stream().filter(entry -> key(entry).equals(name)).map(NodeTuple::getValueNode).findFirst();
      if (below.isEmpty()) {
        return Optional.empty();
      }
      here = below.get();
    }
    return Optional.of(here);
  }

  static Optional<String> textAt(Node node, String... path) {
    return at(node, path).flatMap(Yaml::text);
  }

  static Optional<String> text(Node node) {
    return node instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty();
  }

  /** Entries of a mapping; none for any other node. */
  static List<NodeTuple> entries(Node node) {
    return node instanceof MappingNode mapping ? mapping.getValue() : List.of();
  }

  /** Items of a sequence; none for any other node. */
  static List<Node> items(Node node) {
    return node instanceof SequenceNode sequence ? sequence.getValue() : List.of();
  }

  static String key(NodeTuple entry) {
    return text(entry.getKeyNode()).orElse("");
  }
}
