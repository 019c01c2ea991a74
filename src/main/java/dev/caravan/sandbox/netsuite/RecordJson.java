package dev.caravan.sandbox.netsuite;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Writes rows as the record service does: real types, times in UTC, references as objects, nulls left out. */
final class RecordJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String root;
  private final NetSuiteTables tables;

  /** @param root URL of the record service, with a slash at its end */
  RecordJson(String root, NetSuiteTables tables) {
    this.root = root;
    this.tables = tables;
  }

  ObjectNode record(String type, NetSuiteTable table, Map<String, Object> row) {
    ObjectNode body = JSON.createObjectNode();
    self(body, type + "/" + row.get("id"));
    table.columns().forEach(column -> put(body, column, row.get(column.name())));
    return body;
  }

  ObjectNode line(NetSuiteTable table, Map<String, Object> row) {
    ObjectNode body = JSON.createObjectNode();
    body.putArray("links");
    body.put("line", ((Number) row.get("id")).longValue());
    table.columns().stream()
        .filter(column -> !column.name().equals("id") && !column.name().equals("transaction") && !column.name().equals("uniquekey"))
        .forEach(column -> put(body, column, row.get(column.name())));
    return body;
  }

  void self(ObjectNode body, String path) {
    body.putArray("links").addObject().put("rel", "self").put("href", root + path);
  }

  private void put(ObjectNode body, NetSuiteColumn column, Object value) {
    if (value == null) {
      return;
    }
    String name = column.recordName();
    if (column.references() != null) {
      ObjectNode reference = body.putObject(name);
      self(reference, column.references() + "/" + value);
      reference.put("id", value.toString());
      tables.shown(column.references(), value).ifPresent(text -> reference.put("refName", text));
      return;
    }
    switch (column.kind()) {
      // The id of a record is a text, as in links; other numbers are numbers.
      case ID -> body.put(name, value.toString());
      case COUNT -> body.put(name, ((Number) value).longValue());
      case TEXT -> body.put(name, value.toString());
      case FLAG -> body.put(name, value.equals("T"));
      case AMOUNT, RATE -> body.put(name, ((BigDecimal) value).stripTrailingZeros().doubleValue());
      case DAY -> body.put(name, value.toString());
      case INSTANT -> body.put(name, ((OffsetDateTime) value).withOffsetSameInstant(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS).toInstant().toString());
    }
  }
}
