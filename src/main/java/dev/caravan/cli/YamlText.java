package dev.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Present;
import org.snakeyaml.engine.v2.api.lowlevel.Serialize;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Writes YAML as people do: maps and lists block by block, texts of several lines as blocks, JSON in one
 * line. Stateless.
 */
final class YamlText {
  private static final DumpSettings SETTINGS =
      DumpSettings.builder()
          .setSchema(new CoreSchema())
          .setIndent(2)
          .setIndicatorIndent(2)
          .setIndentWithIndicator(true)
          .setSplitLines(false)
          .setWidth(Integer.MAX_VALUE)
          .build();

  private YamlText() {}

  /** @param value maps, lists, JSON, texts, numbers and booleans */
  static String write(Object value) {
    String text = new Present(SETTINGS).emitToString(new Serialize(SETTINGS).serializeOne(node(value)).iterator());
    // A list at the top would be indented like any other.
    return value instanceof List<?> ? text.indent(-SETTINGS.getIndicatorIndent()) : text;
  }

  private static Node node(Object value) {
    if (value instanceof JsonNode json) {
      return json(json);
    } else if (value instanceof Map<?, ?> map) {
      List<NodeTuple> entries = new ArrayList<>();
      map.forEach((key, entry) -> entries.add(new NodeTuple(text(String.valueOf(key)), node(entry))));
      return new MappingNode(Tag.MAP, entries, FlowStyle.BLOCK);
    } else if (value instanceof List<?> list) {
      return new SequenceNode(Tag.SEQ, list.stream().map(YamlText::node).toList(), list.isEmpty() ? FlowStyle.FLOW : FlowStyle.BLOCK);
    } else if (value instanceof Boolean) {
      return new ScalarNode(Tag.BOOL, value.toString(), ScalarStyle.PLAIN);
    } else if (value instanceof Number) {
      return new ScalarNode(Tag.INT, value.toString(), ScalarStyle.PLAIN);
    }
    return text(String.valueOf(value));
  }

  private static Node json(JsonNode value) {
    if (value instanceof ObjectNode object) {
      List<NodeTuple> entries = new ArrayList<>();
      object.properties().forEach(entry -> entries.add(new NodeTuple(text(entry.getKey()), json(entry.getValue()))));
      return new MappingNode(Tag.MAP, entries, FlowStyle.FLOW);
    } else if (value instanceof ArrayNode list) {
      List<Node> items = new ArrayList<>();
      list.forEach(item -> items.add(json(item)));
      return new SequenceNode(Tag.SEQ, items, FlowStyle.FLOW);
    } else if (value.isNull()) {
      return new ScalarNode(Tag.NULL, "null", ScalarStyle.PLAIN);
    } else if (value.isBoolean()) {
      return new ScalarNode(Tag.BOOL, value.asText(), ScalarStyle.PLAIN);
    } else if (value.isIntegralNumber()) {
      return new ScalarNode(Tag.INT, value.asText(), ScalarStyle.PLAIN);
    } else if (value.isBigDecimal()) {
      // By its digits: as a number of YAML it would have lost its trailing zeros in other tools.
      return new ScalarNode(Tag.STR, value.decimalValue().toPlainString(), ScalarStyle.DOUBLE_QUOTED);
    } else if (value.isNumber() && Double.isFinite(value.doubleValue())) {
      return new ScalarNode(Tag.FLOAT, value.asText(), ScalarStyle.PLAIN);
    }
    return text(value.asText());
  }

  // The writer falls back to quotes wherever a style would not keep the text.
  private static Node text(String text) {
    return new ScalarNode(Tag.STR, text, text.indexOf('\n') >= 0 ? ScalarStyle.LITERAL : ScalarStyle.PLAIN);
  }
}
