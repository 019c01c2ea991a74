package dev.caravan.cli;

import dev.caravan.quality.ContractDraft;
import dev.caravan.quality.PropertyProposal;
import dev.caravan.source.netsuite.ColumnSchema;
import dev.caravan.source.netsuite.TableSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was learnt of a table of NetSuite as a contract for the rows that its query brings. Stateless. */
final class NetSuiteContract {
  /** how a table is named where a file or folder could stand */
  static final String PREFIX = "netsuite:";

  private NetSuiteContract() {}

  static String dataset(String table) {
    return "netsuite/" + TableSchema.entity(table);
  }

  static String yaml(TableSchema schema, String dataset) {
    String origin =
        "Proposed from " + (schema.recordTypes().isEmpty() ? "" : "the catalogue of the account and ") + schema.sampled() + " rows of the table " + schema.table()
            + ", read " + schema.discovered() + ". Whether a rule should hold, you decide.";
    ContractDraft draft = new ContractDraft(dataset, origin, schema.table());
    schema.notes().forEach(draft::note);
    draft.note("The rows are those of the query that `caravan netsuite schema " + schema.table() + "` prints: days and times in a form that no preference of a user changes.");
    for (ColumnSchema column : schema.columns()) {
      describe(draft.property(column.name()), column, schema);
      if (ofOwnTable(column, schema)) {
        draft.note(column.name() + " refers to " + target(column) + ", which is no rule here: rows of the table cannot be looked up while they land.");
      }
    }
    return draft.yaml();
  }

  private static void describe(PropertyProposal property, ColumnSchema column, TableSchema schema) {
    if (column.title() != null) {
      property.decide("businessName", column.title(), column.custom() ? "a custom field" : null);
    }
    type(property, column);
    property.decide("required", column.required(), column.requiredFrom());
    int place = schema.key().indexOf(column.name());
    if (place >= 0) {
      property.decide("primaryKey", true, null);
      property.decide("primaryKeyPosition", place + 1, null);
    }
    if (column.references() != null && !ofOwnTable(column, schema)) {
      property.decide("relationships", List.of(relationship(column)), column.referencesFrom());
    }
  }

  private static boolean ofOwnTable(ColumnSchema column, TableSchema schema) {
    return schema.table().equals(column.references());
  }

  // A relationship is a rule, and rows that break it are rejected: those that are sampled are not to be.
  private static Map<String, Object> relationship(ColumnSchema column) {
    Map<String, Object> relationship = new LinkedHashMap<>();
    relationship.put("to", target(column));
    if (column.referencesMissing() > 0) {
      Map<String, Object> severity = new LinkedHashMap<>();
      severity.put("property", "caravan.severity");
      severity.put("value", "warning");
      relationship.put("customProperties", List.of(severity));
    }
    return relationship;
  }

  private static String target(ColumnSchema column) {
    return TableSchema.entity(column.references()) + ".id";
  }

  private static void type(PropertyProposal property, ColumnSchema column) {
    switch (column.type()) {
      case INTEGER -> {
        property.decide("logicalType", "integer", column.typeFrom());
        property.custom("caravan.coerce", true, null);
      }
      case NUMBER -> {
        property.decide("logicalType", "number", column.typeFrom());
        property.decide("physicalType", "DECIMAL(28,10)", "wide enough for amounts, rates and quantities");
        property.custom("caravan.coerce", true, null);
      }
      case BOOLEAN -> {
        property.decide("logicalType", "boolean", column.typeFrom());
        property.custom("caravan.trueTokens", List.of("T"), null);
        property.custom("caravan.falseTokens", List.of("F"), null);
      }
      case DATE -> property.decide("logicalType", "date", column.typeFrom());
      case TIMESTAMP -> property.decide("logicalType", "timestamp", column.typeFrom());
      case TEXT -> property.decide("logicalType", "string", column.typeFrom());
    }
  }
}
