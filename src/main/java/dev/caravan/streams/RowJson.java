package dev.caravan.streams;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Rows as JSON, with every digit kept: in topics between steps, in state and in the sink. */
final class RowJson {
  static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .setNodeFactory(NODES)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .configure(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true);

  private RowJson() {}

  /** @throws IOException when it is not one JSON value */
  static JsonNode read(byte[] json) throws IOException {
    return MAPPER.readTree(json);
  }

  static byte[] write(JsonNode json) {
    return text(json).getBytes(StandardCharsets.UTF_8);
  }

  private static String text(JsonNode json) {
    try {
      return MAPPER.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can always be written", e);
    }
  }

  /** For JSON of our own that a topic or a store gives back. */
  @SuppressWarnings("unchecked")
  static <T extends JsonNode> Serde<T> serde() {
    return Serdes.serdeFrom((topic, node) -> node == null ? null : write(node), (topic, json) -> json == null ? null : (T) own(json));
  }

  private static JsonNode own(byte[] json) {
    try {
      return read(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What records of one group have in common, as text: their values as a JSON list. Numbers that are equal are one. */
  static String key(ObjectNode row, List<String> fields) {
    ArrayNode key = NODES.arrayNode();
    for (String field : fields) {
      JsonNode value = row.path(field);
      key.add(value.isBigDecimal() ? NODES.numberNode(value.decimalValue().stripTrailingZeros()) : value.isMissingNode() ? NODES.nullNode() : value);
    }
    return text(key);
  }

  /** Whether a value of a {@link #key} is missing: then it equals no other. */
  static boolean hasNull(String key) {
    return StreamSupport.stream(values(key).spliterator(), false).anyMatch(JsonNode::isNull);
  }

  /** The values of a {@link #key}. */
  static ArrayNode values(String key) {
    return (ArrayNode) own(key.getBytes(StandardCharsets.UTF_8));
  }

  /** The values of a {@link #messageKey}, each in the form of its type; empty when it is none of these. */
  static Optional<List<JsonNode>> keyValues(byte[] messageKey, List<FieldType> types) {
    JsonNode json;
    try {
      json = read(messageKey);
    } catch (IOException e) {
      json = NODES.missingNode();
    }
    if (types.size() == 1) {
      // Texts stand as they are, even those that look like a number.
      JsonNode only = json;
      return types.get(0).read(NODES.textNode(new String(messageKey, StandardCharsets.UTF_8))).or(() -> types.get(0).read(only)).map(List::of);
    }
    List<JsonNode> values = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      types.get(i).read(json.path(i)).ifPresent(values::add);
    }
    return Optional.of(values).filter(read -> read.size() == types.size());
  }

  /** A key of messages: one value as its text, several as a JSON list; null without any. */
  static byte[] messageKey(ObjectNode row, List<String> fields) {
    if (fields.isEmpty()) {
      return null;
    }
    JsonNode only = row.path(fields.get(0));
    if (fields.size() > 1) {
      return key(row, fields).getBytes(StandardCharsets.UTF_8);
    }
    return only.isNull() ? null : (only.isTextual() ? only.textValue() : text(only)).getBytes(StandardCharsets.UTF_8);
  }
}
