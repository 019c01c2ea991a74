package dev.caravan.contract;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Place;
import dev.caravan.Problem;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A contract file under change, as text: everything that is not changed stays as somebody wrote it, comments
 * included. Each change is made on the text that the one before left. Not thread-safe.
 */
public final class ContractEdit {
  private final String file;
  private final String newline;
  private String text;

  /** @param text of a contract that {@link ContractReader} has read without a problem */
  public ContractEdit(String file, String text) {
    this.file = file;
    this.text = text;
    this.newline = text.contains("\r\n") ? "\r\n" : "\n";
  }

  public String text() {
    return text;
  }

  /** Writes another version into the contract. */
  public void version(String version) {
    replace(value(mapping(root(), "the contract"), "version"), version);
  }

  /**
   * Adds a property behind the last one, in the way that one is written.
   *
   * @param keys of the property in order, {@code name} among them
   */
  public void add(String dataset, Map<String, String> keys) {
    MappingNode object = dataset(dataset);
    SequenceNode properties = sequence(value(object, "properties"), "properties of " + dataset);
    if (properties.getValue().isEmpty()) {
      throw impossible(properties, "there is no property to write another one behind");
    }
    Node last = properties.getValue().get(properties.getValue().size() - 1);
    String flow = "{" + keys.entrySet().stream().map(key -> key.getKey() + ": " + scalar(key.getValue(), true)).collect(Collectors.joining(", ")) + "}";
    if (properties.getFlowStyle() == FlowStyle.FLOW) {
      insert(end(last), ", " + flow);
      return;
    }
    String indent = " ".repeat(properties.getStartMark().orElseThrow().getColumn());
    String item =
        last instanceof MappingNode mapping && mapping.getFlowStyle() == FlowStyle.FLOW
            ? flow
            : keys.entrySet().stream().map(key -> key.getKey() + ": " + scalar(key.getValue(), false)).collect(Collectors.joining(newline + indent + "  "));
    insert(lineEnd(end(last)), newline + indent + "- " + item);
  }

  /** Takes a property out. */
  public void remove(String dataset, String property) {
    SequenceNode properties = sequence(value(dataset(dataset), "properties"), "properties of " + dataset);
    int index = index(properties, property);
    Node node = properties.getValue().get(index);
    if (properties.getFlowStyle() == FlowStyle.FLOW) {
      cutEntry(starts(properties.getValue()), ends(properties.getValue()), index);
    } else {
      cutLines(start(node), end(node));
    }
  }

  /** Gives a key of a property a value; a null takes the key out. */
  public void set(String dataset, String property, String key, String value) {
    MappingNode mapping = property(dataset, property);
    int at = keyIndex(mapping, key);
    if (at >= 0 && value == null) {
      if (mapping.getFlowStyle() == FlowStyle.FLOW) {
        cutEntry(mapping.getValue().stream().map(tuple -> start(tuple.getKeyNode())).toList(), mapping.getValue().stream().map(tuple -> end(tuple.getValueNode())).toList(), at);
      } else {
        cutLines(start(mapping.getValue().get(at).getKeyNode()), end(mapping.getValue().get(at).getValueNode()));
      }
    } else if (at >= 0) {
      replace(mapping.getValue().get(at).getValueNode(), value);
    } else if (value != null) {
      append(mapping, key + ": ", scalar(value, mapping.getFlowStyle() == FlowStyle.FLOW));
    }
  }

  /** Sets a custom property of a property to true. */
  public void allow(String dataset, String property, String custom) {
    MappingNode mapping = property(dataset, property);
    int at = keyIndex(mapping, "customProperties");
    String entry = "{property: " + custom + ", value: true}";
    if (at < 0) {
      append(mapping, "customProperties: ", "[" + entry + "]");
      return;
    }
    SequenceNode list = sequence(mapping.getValue().get(at).getValueNode(), "customProperties of " + property);
    for (Node node : list.getValue()) {
      MappingNode each = mapping(node, "customProperties of " + property);
      if (value(each, "property") instanceof ScalarNode name && name.getValue().equals(custom)) {
        replace(value(each, "value"), "true");
        return;
      }
    }
    Node last = list.getValue().get(list.getValue().size() - 1);
    if (list.getFlowStyle() == FlowStyle.FLOW) {
      insert(end(last), ", " + entry);
    } else {
      insert(lineEnd(end(last)), newline + " ".repeat(list.getStartMark().orElseThrow().getColumn()) + "- " + entry);
    }
  }

  private void append(MappingNode mapping, String key, String value) {
    int end = end(mapping.getValue().get(mapping.getValue().size() - 1).getValueNode());
    if (mapping.getFlowStyle() == FlowStyle.FLOW) {
      insert(end, ", " + key + value);
    } else {
      insert(lineEnd(end), newline + " ".repeat(mapping.getStartMark().orElseThrow().getColumn()) + key + value);
    }
  }

  private void insert(int at, String more) {
    text = text.substring(0, at) + more + text.substring(at);
  }

  private void replace(Node node, String value) {
    if (!(node instanceof ScalarNode scalar)) {
      throw impossible(node, "a list or mapping stands where one value would have to be written");
    }
    boolean quoted = scalar.getScalarStyle() == ScalarStyle.DOUBLE_QUOTED || scalar.getScalarStyle() == ScalarStyle.SINGLE_QUOTED;
    text = text.substring(0, start(node)) + (quoted ? quote(value) : scalar(value, true)) + text.substring(end(node));
  }

  private void cutEntry(List<Integer> starts, List<Integer> ends, int index) {
    int from = index == 0 ? starts.get(0) : ends.get(index - 1);
    int to = index == 0 && starts.size() > 1 ? starts.get(1) : ends.get(index);
    text = text.substring(0, from) + text.substring(to);
  }

  private void cutLines(int start, int end) {
    int from = text.lastIndexOf('\n', start - 1) + 1;
    int to = text.indexOf('\n', end);
    text = text.substring(0, from) + (to < 0 ? "" : text.substring(to + 1));
  }

  private int lineEnd(int at) {
    int end = text.indexOf('\n', at);
    end = end < 0 ? text.length() : end;
    return end > 0 && text.charAt(end - 1) == '\r' && end > at ? end - 1 : end;
  }

  private static String scalar(String value, boolean flow) {
    boolean plain = value.matches("[A-Za-z_][A-Za-z0-9_ ./()-]*|[A-Z]+\\([0-9]+, ?[0-9]+\\)|\\d+\\.\\d+\\.\\d+") && !value.matches("(?i)null|~|yes|no|on|off|y|n") && !value.endsWith(" ");
    return plain && !(flow && value.contains(",")) ? value : quote(value);
  }

  private static String quote(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    value.codePoints().forEach(point -> {
      switch (point) {
        case '"', '\\' -> quoted.append('\\').appendCodePoint(point);
        default -> {
          if (Character.isISOControl(point) || point == 0x2028 || point == 0x2029 || point == 0xFEFF) {
            quoted.append(String.format("\\u%04x", point));
          } else {
            quoted.appendCodePoint(point);
          }
        }
      }
    });
    return quoted.append('"').toString();
  }

  private Node root() {
    return new Compose(LoadSettings.builder().setLabel(file).build()).composeString(text).orElseThrow();
  }

  private MappingNode dataset(String name) {
    SequenceNode schema = sequence(value(mapping(root(), "the contract"), "schema"), "schema");
    return mapping(schema.getValue().get(index(schema, name)), "schema object " + name);
  }

  private MappingNode property(String dataset, String property) {
    SequenceNode properties = sequence(value(dataset(dataset), "properties"), "properties of " + dataset);
    return mapping(properties.getValue().get(index(properties, property)), "property " + property);
  }

  private int index(SequenceNode list, String name) {
    for (int i = 0; i < list.getValue().size(); i++) {
      if (list.getValue().get(i) instanceof MappingNode mapping && keyIndex(mapping, "name") >= 0 && value(mapping, "name") instanceof ScalarNode scalar && scalar.getValue().equals(name)) {
        return i;
      }
    }
    throw impossible(list, "there is no '" + name + "'");
  }

  private static int keyIndex(MappingNode mapping, String key) {
    for (int i = 0; i < mapping.getValue().size(); i++) {
      if (mapping.getValue().get(i).getKeyNode() instanceof ScalarNode scalar && scalar.getValue().equals(key)) {
        return i;
      }
    }
    return -1;
  }

  private Node value(MappingNode mapping, String key) {
    int at = keyIndex(mapping, key);
    if (at < 0) {
      throw impossible(mapping, "there is no '" + key + "'");
    }
    return mapping.getValue().get(at).getValueNode();
  }

  private MappingNode mapping(Node node, String what) {
    if (node instanceof MappingNode mapping) {
      return mapping;
    }
    throw impossible(node, what + " is not a mapping");
  }

  private SequenceNode sequence(Node node, String what) {
    if (node instanceof SequenceNode sequence) {
      return sequence;
    }
    throw impossible(node, what + " is not a list");
  }

  private List<Integer> starts(List<Node> nodes) {
    return nodes.stream().map(this::start).toList();
  }

  private List<Integer> ends(List<Node> nodes) {
    return nodes.stream().map(this::end).toList();
  }

  private int start(Node node) {
    return offset(node.getStartMark().orElseThrow());
  }

  // The mark behind a block stands at the next token, after comments that belong to what follows.
  private int end(Node node) {
    if (node instanceof MappingNode mapping && mapping.getFlowStyle() == FlowStyle.BLOCK && !mapping.getValue().isEmpty()) {
      NodeTuple last = mapping.getValue().get(mapping.getValue().size() - 1);
      return end(last.getValueNode());
    }
    if (node instanceof SequenceNode sequence && sequence.getFlowStyle() == FlowStyle.BLOCK && !sequence.getValue().isEmpty()) {
      return end(sequence.getValue().get(sequence.getValue().size() - 1));
    }
    int end = offset(node.getEndMark().orElseThrow());
    boolean block = node instanceof ScalarNode scalar && (scalar.getScalarStyle() == ScalarStyle.LITERAL || scalar.getScalarStyle() == ScalarStyle.FOLDED);
    while (block && end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  private int offset(Mark mark) {
    return text.offsetByCodePoints(0, mark.getIndex());
  }

  private CaravanException impossible(Node node, String fact) {
    Place place = node.getStartMark().map(mark -> new Place(file, mark.getLine() + 1, mark.getColumn() + 1)).orElse(Place.of(file));
    return new CaravanException(Problem.of(ErrorCode.CONTRACT_EDIT, place, "the contract cannot be changed here: " + fact));
  }
}
