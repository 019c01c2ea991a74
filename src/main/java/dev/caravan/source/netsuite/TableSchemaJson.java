package dev.caravan.source.netsuite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Schemas of tables as JSON, for programs and for the cache. Stateless. */
public final class TableSchemaJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TableSchemaJson() {}

  public static ObjectNode write(TableSchema schema) {
    ObjectNode json = JSON.createObjectNode().put("table", schema.table()).put("discovered", schema.discovered().toString()).put("sampled_rows", schema.sampled());
    texts(json.putArray("record_types"), schema.recordTypes());
    texts(json.putArray("key"), schema.key());
    texts(json.putArray("notes"), schema.notes());
    ArrayNode columns = json.putArray("columns");
    for (ColumnSchema column : schema.columns()) {
      columns.addObject()
          .put("name", column.name())
          .put("title", column.title())
          .put("type", column.type().name().toLowerCase(Locale.ROOT))
          .put("type_from", column.typeFrom())
          .put("required", column.required())
          .put("required_from", column.requiredFrom())
          .put("custom", column.custom())
          .put("references", column.references())
          .put("references_from", column.referencesFrom())
          .put("references_missing", column.referencesMissing());
    }
    return json.put("query", schema.query());
  }

  /** @throws RuntimeException when it is nothing that {@link #write} wrote */
  static TableSchema read(JsonNode json) {
    List<ColumnSchema> columns = new ArrayList<>();
    for (JsonNode column : json.required("columns")) {
      columns.add(
          new ColumnSchema(
              column.required("name").asText(), text(column, "title"), ColumnType.valueOf(column.required("type").asText().toUpperCase(Locale.ROOT)), text(column, "type_from"),
              column.required("required").asBoolean(), text(column, "required_from"), column.required("custom").asBoolean(), text(column, "references"),
              text(column, "references_from"), column.required("references_missing").asInt()));
    }
    return new TableSchema(
        json.required("table").asText(), texts(json.required("record_types")), json.required("sampled_rows").asInt(), texts(json.required("key")), columns,
        texts(json.required("notes")), Instant.parse(json.required("discovered").asText()));
  }

  private static String text(JsonNode json, String name) {
    return json.required(name).isNull() ? null : json.required(name).asText();
  }

  private static void texts(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
