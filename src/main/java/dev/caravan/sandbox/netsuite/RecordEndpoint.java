package dev.caravan.sandbox.netsuite;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.Reply;
import dev.caravan.sandbox.http.Request;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** The record service: lists of ids without order, and records one by one. Thread-safe. */
final class RecordEndpoint {
  static final String PATH = "/services/rest/record/v1/";

  /** The employee that is an administrator, whom no other role may open. */
  static final long ADMINISTRATOR = 1;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String COLLECTION = "application/vnd.oracle.resource+json; type=collection; charset=UTF-8";
  private static final String SINGULAR = "application/vnd.oracle.resource+json; type=singular; charset=UTF-8";

  private final NetSuiteTables tables;
  private final NetSuiteBehaviour behaviour;
  private final NetSuiteErrors errors;
  private final AtomicLong turns = new AtomicLong();

  RecordEndpoint(NetSuiteTables tables, NetSuiteBehaviour behaviour, NetSuiteErrors errors) {
    this.tables = tables;
    this.behaviour = behaviour;
    this.errors = errors;
  }

  Reply answer(Request request) {
    if (!request.method().equals("GET")) {
      return errors.method();
    }
    String[] parts = request.path().substring(PATH.length()).split("/");
    Optional<RecordTypes.RecordType> type = RecordTypes.named(parts[0]);
    if (type.isEmpty() || parts.length > 2) {
      return errors.noPath(request.path());
    }
    if (Set.of(behaviour.text(NetSuiteSwitch.DENIED_TABLES).split("[, ]+")).contains(type.get().table())) {
      return errors.permission();
    }
    try {
      return parts.length == 1 ? list(request, type.get()) : record(request, type.get(), parts[1]);
    } catch (Paging.Refused e) {
      return e.reply();
    } catch (SuiteQlRefusal e) {
      return errors.parameter("q", e.getMessage());
    } catch (SQLException | IOException e) {
      throw new IllegalStateException("the record service failed: " + e.getMessage(), e);
    }
  }

  private Reply list(Request request, RecordTypes.RecordType type) throws IOException, SQLException {
    Paging paging = Paging.of(request, behaviour, errors);
    NetSuiteTable table = tables.table(type.table()).orElseThrow();
    RecordFilter filter = RecordFilter.read(request.parameter("q").orElse(""), table, behaviour);
    String rows = " FROM \"" + type.table() + "\" WHERE " + (type.condition() == null ? "TRUE" : type.condition()) + " AND (" + filter.sql() + ")";
    Object[] values = filter.values().toArray();
    long total = (Long) tables.rows("SELECT count(*) AS n" + rows, values).get(0).get("n");
    String page = "SELECT id" + rows + " ORDER BY hash(id, " + turns.incrementAndGet() + ") LIMIT " + paging.room(total) + " OFFSET " + paging.offset();
    List<Map<String, Object>> ids = tables.rows(page, values);
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      boolean capped = behaviour.is(NetSuiteSwitch.TOTAL_RESULTS, "capped");
      paging.write(json, request.url(), total, capped, out -> ids.forEach(row -> item(out, request.url(), row.get("id"))));
    }
    return Reply.of(200, COLLECTION, text.toString());
  }

  private static void item(JsonGenerator json, String url, Object id) {
    try {
      json.writeStartObject();
      json.writeArrayFieldStart("links");
      json.writeStartObject();
      json.writeStringField("rel", "self");
      json.writeStringField("href", url + "/" + id);
      json.writeEndObject();
      json.writeEndArray();
      json.writeStringField("id", id.toString());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reply record(Request request, RecordTypes.RecordType type, String id) throws SQLException {
    if (!id.matches("[0-9]{1,18}")) {
      return errors.missing();
    }
    NetSuiteTable table = tables.table(type.table()).orElseThrow();
    String condition = type.condition() == null ? "" : " AND " + type.condition();
    List<Map<String, Object>> found = tables.rows("SELECT * FROM \"" + table.name() + "\" WHERE id = " + id + condition);
    if (found.isEmpty()) {
      return errors.missing();
    }
    if (type.table().equals("employee") && Long.parseLong(id) == ADMINISTRATOR) {
      return errors.user("You do not have permissions to edit this record: the employee is an administrator.");
    }
    RecordJson json = new RecordJson(request.origin() + PATH, tables);
    ObjectNode body = json.record(type.name(), table, found.get(0));
    if (type.sublist() != null) {
      sublist(json, body, type, id, request.parameter("expandSubResources").filter("true"::equalsIgnoreCase).isPresent());
    }
    return Reply.of(200, SINGULAR, body.toString());
  }

  private void sublist(RecordJson json, ObjectNode body, RecordTypes.RecordType type, String id, boolean expanded) throws SQLException {
    ObjectNode sublist = body.putObject(type.sublist());
    json.self(sublist, type.name() + "/" + id + "/" + type.sublist());
    if (expanded) {
      List<Map<String, Object>> lines =
          tables.rows("SELECT * FROM transactionline WHERE transaction = " + id + " AND mainline = 'F' ORDER BY linesequencenumber");
      ArrayNode items = sublist.putArray("items");
      NetSuiteTable table = tables.table("transactionline").orElseThrow();
      lines.forEach(line -> items.add(json.line(table, line)));
      sublist.put("totalResults", lines.size()).put("count", lines.size()).put("hasMore", false).put("offset", 0);
    }
  }
}
