package dev.caravan.runtime.routetest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** Values as a test writes them: numbers exact, times in ISO 8601, timestamps with an offset in UTC. */
final class Cells {
  private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

  private Cells() {}

  /** Keeps every digit. Thread-safe. */
  static final ObjectMapper MAPPER =
      new ObjectMapper()
          .setNodeFactory(JSON)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .configure(com.fasterxml.jackson.core.JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true);

  static ObjectNode row(Map<?, ?> row) {
    ObjectNode object = JSON.objectNode();
    row.forEach((column, value) -> object.set(String.valueOf(column), cell(value)));
    return object;
  }

  static JsonNode cell(Object value) {
    if (value == null) {
      return JSON.nullNode();
    } else if (value instanceof JsonNode node) {
      return node;
    } else if (value instanceof Boolean bool) {
      return JSON.booleanNode(bool);
    } else if (value instanceof BigDecimal decimal) {
      return JSON.numberNode(decimal);
    } else if (value instanceof BigInteger || value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return JSON.numberNode(new BigInteger(value.toString()));
    } else if (value instanceof Number number) {
      return JSON.numberNode(number.doubleValue());
    } else if (value instanceof OffsetDateTime zoned) {
      return JSON.textNode(zoned.toInstant().toString());
    } else if (value instanceof Timestamp timestamp) {
      return cell(timestamp.toLocalDateTime());
    } else if (value instanceof LocalDateTime local) {
      return JSON.textNode(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(local));
    } else if (value instanceof LocalTime time) {
      return JSON.textNode(DateTimeFormatter.ISO_LOCAL_TIME.format(time));
    } else if (value instanceof org.duckdb.JsonNode json) {
      return parsed(json.toString());
    } else if (value instanceof Map<?, ?> map) {
      return row(map);
    } else if (value instanceof Iterable<?> items) {
      ArrayNode list = JSON.arrayNode();
      items.forEach(item -> list.add(cell(item)));
      return list;
    }
    return JSON.textNode(value.toString());
  }

  /** The JSON that a text holds; the text itself when it holds none. */
  static JsonNode parsed(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      return JSON.textNode(text);
    }
  }
}
