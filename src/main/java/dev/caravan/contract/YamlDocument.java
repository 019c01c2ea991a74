package dev.caravan.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.Problems;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * One YAML 1.2 document as a JSON tree that remembers where each key and value stands. Numbers are
 * exact. Pointers are JSON pointers. Immutable once read.
 */
public final class YamlDocument {
  private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

  /**
   * How the messages about one kind of document speak.
   *
   * @param noun what such a document is called: {@code contract}
   * @param authority who says what is valid: {@code the standard}
   * @param syntax code of what is not YAML
   * @param schema code of what the schema refuses
   * @param unknownKey code of a key the schema does not know
   */
  public record Wording(String noun, String authority, ErrorCode syntax, ErrorCode schema, ErrorCode unknownKey) {
    static final Wording CONTRACT =
        new Wording("contract", "the standard", ErrorCode.CONTRACT_SYNTAX, ErrorCode.CONTRACT_SCHEMA, ErrorCode.CONTRACT_UNKNOWN_KEY);
  }

  private final String file;
  private final Wording wording;
  private final Map<String, Place> values = new HashMap<>();
  private final Map<String, Place> keys = new HashMap<>();
  private final Problems problems = new Problems();
  private final JsonNode root;

  private YamlDocument(YamlDocument whole, Set<String> pointers) {
    this.file = whole.file;
    this.wording = whole.wording;
    this.root = copy(whole, whole.root, "", "", pointers);
  }

  private YamlDocument(String file, String text, Wording wording) {
    this.file = file;
    this.wording = wording;
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setSchema(new CoreSchema()).build();
    refuseWhatHidesPlaces(new Parse(settings).parseString(text));
    problems.throwIfAny();
    Optional<Node> node = new Compose(settings).composeString(text);
    this.root = node.isPresent() ? convert(node.get(), "") : missing();
    problems.throwIfAny();
  }

  /**
   * Reads a document.
   *
   * @param file how messages name it
   * @throws CaravanException CONTRACT_SYNTAX when it is not one YAML document with unique keys and
   *     without anchors and tags of its own
   */
  static YamlDocument read(String file, String text) {
    return read(file, text, Wording.CONTRACT);
  }

  /** As {@link #read(String, String)}, for documents of another kind. */
  public static YamlDocument read(String file, String text, Wording wording) {
    try {
      return new YamlDocument(file, text, wording);
    } catch (MarkedYamlEngineException exception) {
      Place place =
          exception.getProblemMark().map(mark -> place(file, mark)).orElse(Place.of(file));
      throw new CaravanException(
          Problem.of(wording.syntax(), place, "not YAML: " + sentence(exception)),
          exception);
    } catch (YamlEngineException exception) {
      throw new CaravanException(
          Problem.of(
              wording.syntax(), Place.of(file), "not YAML: " + exception.getMessage()),
          exception);
    }
  }

  public JsonNode root() {
    return root;
  }

  /** A document that lacks some values; the others stand where they stood, by pointers that may have moved up. */
  YamlDocument without(Set<String> pointers) {
    return new YamlDocument(this, pointers);
  }

  private JsonNode copy(YamlDocument whole, JsonNode node, String from, String to, Set<String> left) {
    values.put(to, whole.place(from));
    if (node.isObject()) {
      ObjectNode object = JSON.objectNode();
      node.properties().stream().filter(entry -> !left.contains(child(from, entry.getKey()))).forEach(entry -> {
        String at = child(to, entry.getKey());
        keys.put(at, whole.keyPlace(child(from, entry.getKey())));
        object.set(entry.getKey(), copy(whole, entry.getValue(), child(from, entry.getKey()), at, left));
      });
      return object;
    }
    if (node.isArray()) {
      ArrayNode array = JSON.arrayNode();
      for (int i = 0; i < node.size(); i++) {
        String item = child(from, Integer.toString(i));
        if (!left.contains(item)) {
          array.add(copy(whole, node.get(i), item, child(to, Integer.toString(array.size())), left));
        }
      }
      return array;
    }
    return node;
  }

  Wording wording() {
    return wording;
  }

  /** Where the value stands; for a pointer to nothing, where its nearest parent stands. */
  public Place place(String pointer) {
    return nearest(values, pointer);
  }

  /** Where the key of an entry stands. */
  public Place keyPlace(String pointer) {
    Place place = keys.get(pointer);
    return place == null ? place(pointer) : place;
  }

  public static String child(String pointer, String name) {
    return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
  }

  private Place nearest(Map<String, Place> places, String pointer) {
    for (String at = pointer; ; at = at.substring(0, at.lastIndexOf('/'))) {
      Place place = places.get(at);
      if (place != null) {
        return place;
      }
      if (at.isEmpty()) {
        return Place.of(file);
      }
    }
  }

  // An alias would give one value two places, and a second document would be read by nobody.
  private void refuseWhatHidesPlaces(Iterable<Event> events) {
    int documents = 0;
    for (Event event : events) {
      if (event instanceof DocumentStartEvent && ++documents == 2) {
        syntax(
            event.getStartMark(),
            "a second YAML document",
            "one " + wording.noun() + " in a file",
            "Move it to a file of its own.");
      } else if (event instanceof AliasEvent alias) {
        syntax(
            event.getStartMark(),
            "an alias (*" + alias.getAlias() + ")",
            "a " + wording.noun() + " without anchors",
            "Write the value out.");
      } else if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
        syntax(
            event.getStartMark(),
            "an anchor (&" + node.getAnchor().get() + ")",
            "a " + wording.noun() + " without anchors",
            "Remove the anchor and write the value out where it is used.");
      }
    }
  }

  private JsonNode missing() {
    problems.add(
        Problem.of(wording.syntax(), Place.of(file), "the file holds no YAML document")
            .next("Write the " + wording.noun() + ", or remove the file."));
    return JSON.nullNode();
  }

  private JsonNode convert(Node node, String pointer) {
    values.put(pointer, node.getStartMark().map(mark -> place(file, mark)).orElse(Place.of(file)));
    if (node instanceof MappingNode mapping) {
      return object(mapping, pointer);
    }
    if (node instanceof SequenceNode sequence) {
      ArrayNode array = JSON.arrayNode();
      for (Node item : sequence.getValue()) {
        array.add(convert(item, child(pointer, Integer.toString(array.size()))));
      }
      return array;
    }
    return scalar((ScalarNode) node);
  }

  private ObjectNode object(MappingNode mapping, String pointer) {
    ObjectNode object = JSON.objectNode();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        syntax(
            tuple.getKeyNode().getStartMark(),
            "a key that is a list or a mapping",
            "a word as key",
            null);
        continue;
      }
      String name = key.getValue();
      String at = child(pointer, name);
      if (object.has(name)) {
        syntax(
            key.getStartMark(),
            "the key '" + name + "' a second time",
            "each key once",
            "Remove one of them; the first stands at " + keys.get(at) + ".");
        continue;
      }
      keys.put(at, key.getStartMark().map(mark -> place(file, mark)).orElse(Place.of(file)));
      object.set(name, convert(tuple.getValueNode(), at));
    }
    return object;
  }

  private JsonNode scalar(ScalarNode scalar) {
    Tag tag = scalar.getTag();
    String text = scalar.getValue();
    if (tag.equals(Tag.STR)) {
      return JSON.textNode(text);
    }
    if (tag.equals(Tag.NULL)) {
      return JSON.nullNode();
    }
    if (tag.equals(Tag.BOOL)) {
      return JSON.booleanNode(text.equalsIgnoreCase("true"));
    }
    if (tag.equals(Tag.INT)) {
      return JSON.numberNode(integer(text));
    }
    if (tag.equals(Tag.FLOAT)) {
      // .inf and .nan are no numbers that a contract can mean: the schema refuses the text instead.
      return text.toLowerCase(java.util.Locale.ROOT).matches("[-+]?\\.(inf|nan)")
          ? JSON.textNode(text)
          : JSON.numberNode(new BigDecimal(text));
    }
    syntax(
        scalar.getStartMark(),
        "the tag " + tag.getValue(),
        "a " + wording.noun() + " without tags of its own",
        "Remove the tag.");
    return JSON.nullNode();
  }

  private static BigInteger integer(String text) {
    if (text.startsWith("0x")) {
      return new BigInteger(text.substring(2), 16);
    }
    return text.startsWith("0o")
        ? new BigInteger(text.substring(2), 8)
        : new BigInteger(text.startsWith("+") ? text.substring(1) : text);
  }

  private void syntax(Optional<Mark> mark, String got, String required, String next) {
    Place place = mark.map(at -> place(file, at)).orElse(Place.of(file));
    problems.add(
        new Problem(
            wording.syntax(), place, "this YAML is not read", required, got, next));
  }

  private static String sentence(MarkedYamlEngineException exception) {
    String context = exception.getContext();
    return context == null ? exception.getProblem() : context + " " + exception.getProblem();
  }

  private static Place place(String file, Mark mark) {
    return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
  }
}
