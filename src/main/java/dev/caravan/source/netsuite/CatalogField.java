package dev.caravan.source.netsuite;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;

/**
 * What the catalogue says of one field of a record type. Immutable.
 *
 * @param column its name in SuiteQL: the same without upper case
 * @param title or null
 * @param type empty where the catalogue gives none that a column can have
 * @param refers whether the values are ids of other records, or of the entries of a list
 * @param target the table of those records, or null where the catalogue does not name it
 */
record CatalogField(String column, String title, Optional<ColumnType> type, boolean nullable, boolean custom, boolean refers, String target) {

  /** Empty for what is no column: sublists, links. */
  static Optional<CatalogField> of(String name, JsonNode field) {
    String reference = field.path("$ref").asText("");
    String named = reference.substring(reference.lastIndexOf('/') + 1);
    boolean object = field.path("type").asText("").equals("object");
    boolean refers = object && field.path("properties").has("id") || !named.isEmpty() && !named.contains("-") && !named.startsWith("ns");
    Optional<ColumnType> type = refers ? Optional.empty() : type(field);
    if (!refers && type.isEmpty()) {
      return Optional.empty();
    }
    // Titles begin with a blank at times.
    String title = field.path("title").asText("").strip();
    return Optional.of(
        new CatalogField(
            name.toLowerCase(Locale.ROOT), title.isEmpty() ? null : title, type, field.path("nullable").asBoolean(true), field.path("x-ns-custom-field").asBoolean(),
            refers, named.isEmpty() ? null : TableNames.tableOf(named)));
  }

  private static Optional<ColumnType> type(JsonNode field) {
    return switch (field.path("type").asText("")) {
      case "integer" -> Optional.of(ColumnType.INTEGER);
      case "number" -> Optional.of(ColumnType.NUMBER);
      case "boolean" -> Optional.of(ColumnType.BOOLEAN);
      case "string" -> Optional.of(
          switch (field.path("format").asText("")) {
            case "date" -> ColumnType.DATE;
            case "date-time" -> ColumnType.TIMESTAMP;
            default -> ColumnType.TEXT;
          });
      default -> Optional.empty();
    };
  }
}
