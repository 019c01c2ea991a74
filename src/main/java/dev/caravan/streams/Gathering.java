package dev.caravan.streams;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/**
 * Gathers measures of many records. What is gathered so far is JSON, so that it can be kept; null stands for nothing
 * yet. Records without a value do not change a measure of it. Immutable.
 */
final class Gathering {
  private static final String SUM = "sum";
  private static final String COUNT = "count";
  private static final String TIME = "time";
  private static final String VALUE = "value";

  private final List<Measure> measures;

  Gathering(List<Measure> measures) {
    this.measures = List.copyOf(measures);
  }

  /** What one record gives. */
  ArrayNode of(ObjectNode row, long time) {
    ArrayNode gathered = RowJson.NODES.arrayNode();
    for (Measure measure : measures) {
      JsonNode value = measure.field().map(row::path).orElse(null);
      boolean nothing = value != null && (value.isNull() || value.isMissingNode());
      gathered.add(nothing ? none(measure) : one(measure, value, time));
    }
    return gathered;
  }

  private static JsonNode none(Measure measure) {
    return measure.function() == Measure.Function.COUNT ? RowJson.NODES.numberNode(0) : RowJson.NODES.nullNode();
  }

  private static JsonNode one(Measure measure, JsonNode value, long time) {
    return switch (measure.function()) {
      case COUNT -> RowJson.NODES.numberNode(1);
      case SUM, MIN, MAX -> value;
      case AVG -> RowJson.NODES.objectNode().put(COUNT, 1).set(SUM, value);
      case FIRST, LAST -> RowJson.NODES.objectNode().put(TIME, time).set(VALUE, value);
    };
  }

  /** What two give together. @param later of what has come last */
  ArrayNode together(ArrayNode earlier, ArrayNode later) {
    ArrayNode gathered = RowJson.NODES.arrayNode();
    for (int i = 0; i < measures.size(); i++) {
      gathered.add(together(measures.get(i), earlier.get(i), later.get(i)));
    }
    return gathered;
  }

  private static JsonNode together(Measure measure, JsonNode earlier, JsonNode later) {
    if (earlier.isNull() || later.isNull()) {
      return earlier.isNull() ? later : earlier;
    }
    return switch (measure.function()) {
      case COUNT -> RowJson.NODES.numberNode(earlier.longValue() + later.longValue());
      case SUM -> sum(earlier, later);
      case MIN -> measure.type().compare(earlier, later) <= 0 ? earlier : later;
      case MAX -> measure.type().compare(earlier, later) >= 0 ? earlier : later;
      case AVG -> RowJson.NODES.objectNode().put(COUNT, earlier.get(COUNT).longValue() + later.get(COUNT).longValue()).set(SUM, sum(earlier.get(SUM), later.get(SUM)));
      case FIRST -> earlier.get(TIME).longValue() <= later.get(TIME).longValue() ? earlier : later;
      case LAST -> earlier.get(TIME).longValue() <= later.get(TIME).longValue() ? later : earlier;
    };
  }

  private static JsonNode sum(JsonNode one, JsonNode other) {
    if (one.isIntegralNumber() && other.isIntegralNumber()) {
      return RowJson.NODES.numberNode(one.bigIntegerValue().add(other.bigIntegerValue()));
    }
    return RowJson.NODES.numberNode(one.decimalValue().add(other.decimalValue()));
  }

  /** Writes the results into a row. */
  void results(ArrayNode gathered, ObjectNode row) {
    for (int i = 0; i < measures.size(); i++) {
      row.set(measures.get(i).name(), result(measures.get(i), gathered.get(i)));
    }
  }

  private static JsonNode result(Measure measure, JsonNode gathered) {
    if (gathered.isNull()) {
      return gathered;
    }
    return switch (measure.function()) {
      case COUNT, SUM, MIN, MAX -> gathered;
      case AVG -> RowJson.NODES.numberNode(gathered.get(SUM).decimalValue().divide(BigDecimal.valueOf(gathered.get(COUNT).longValue()), MathContext.DECIMAL64));
      case FIRST, LAST -> gathered.get(VALUE);
    };
  }
}
