package dev.caravan.sandbox.netsuite;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.sandbox.http.Reply;
import dev.caravan.sandbox.http.Request;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs queries, a page at a time; nothing holds the rows still between two pages. Thread-safe. */
final class SuiteQlEndpoint {
  static final String PATH = "/services/rest/query/v1/suiteql";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String COLLECTION = "application/vnd.oracle.resource+json; type=collection; charset=UTF-8";
  private static final Pattern UNKNOWN =
      Pattern.compile("Referenced (?:column|table) \"([^\"]+)\"|does not have a column named \"([^\"]+)\"");

  private final NetSuiteTables tables;
  private final NetSuiteBehaviour behaviour;
  private final NetSuiteErrors errors;
  private final Clock clock;
  private final RowChanges changes;
  private final RowJson rows;
  private final AtomicLong turns = new AtomicLong();

  SuiteQlEndpoint(NetSuiteTables tables, NetSuiteBehaviour behaviour, NetSuiteErrors errors, Clock clock) {
    this.tables = tables;
    this.behaviour = behaviour;
    this.errors = errors;
    this.clock = clock;
    this.changes = new RowChanges(tables, behaviour, clock);
    this.rows = new RowJson(behaviour);
  }

  Reply answer(Request request) {
    if (!request.method().equals("POST")) {
      return errors.method();
    }
    if (request.header("Prefer").filter(prefer -> prefer.contains("transient")).isEmpty()) {
      return errors.header("Prefer", "The required request header 'Prefer' is missing or invalid. Set its value to 'transient'.");
    }
    JsonNode body;
    try {
      body = JSON.readTree(request.text());
    } catch (JsonProcessingException e) {
      return errors.request("The request could not be understood by the server due to malformed syntax.");
    }
    if (!body.path("q").isTextual()) {
      return errors.request("The request could not be understood by the server due to malformed syntax.");
    }
    List<String> parameters = new ArrayList<>();
    body.path("params").forEach(parameter -> parameters.add(parameter.isNull() ? null : parameter.asText()));
    return page(request, body.path("q").textValue(), parameters);
  }

  /** A page of a query. */
  Reply page(Request request, String query, List<String> parameters) {
    SuiteQlQuery translated = null;
    try {
      Paging paging = Paging.of(request, behaviour, errors);
      translated = new SuiteQlTranslator(tables, behaviour, clock.instant(), query).translate();
      if (translated.reads(NetSuiteSchema.DELETED)) {
        tables.forgetDeletions(clock.instant().minus(Duration.ofDays(behaviour.count(NetSuiteSwitch.DELETED_DAYS))));
      }
      Reply reply = run(request, translated, parameters, paging);
      changes.afterPage(translated.tables());
      return reply;
    } catch (Paging.Refused e) {
      return e.reply();
    } catch (SuiteQlRefusal e) {
      return errors.parameter("q", e.getMessage());
    } catch (SQLException e) {
      return errors.parameter("q", refusal(e, Optional.ofNullable(translated)).getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reply run(Request request, SuiteQlQuery query, List<String> parameters, Paging paging) throws SQLException, IOException {
    byte[] text = tables.read(connection -> text(connection, request, query, parameters, paging));
    return Reply.of(200, COLLECTION, text);
  }

  // In one transaction, so that the number of rows is that of the page's moment.
  private byte[] text(Connection connection, Request request, SuiteQlQuery query, List<String> parameters, Paging paging) throws SQLException, IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    long total = Math.min(query.most(), total(connection, query, parameters));
    try (JsonGenerator json = JSON.createGenerator(text);
        PreparedStatement statement = connection.prepareStatement(query.page(turns.incrementAndGet(), paging.room(total), paging.offset()))) {
      bind(statement, parameters);
      try (ResultSet result = statement.executeQuery()) {
        boolean capped = behaviour.is(NetSuiteSwitch.TOTAL_RESULTS, "capped");
        paging.write(json, request.url(), total, capped, out -> write(result, out));
      }
    }
    return text.toByteArray();
  }

  private void write(ResultSet result, JsonGenerator json) throws IOException {
    try {
      rows.write(result, json);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  private static long total(Connection connection, SuiteQlQuery query, List<String> parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query.count())) {
      bind(statement, parameters);
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    }
  }

  private static void bind(PreparedStatement statement, List<String> parameters) throws SQLException {
    for (int i = 0; i < parameters.size(); i++) {
      statement.setString(i + 1, parameters.get(i));
    }
  }

  private static SuiteQlRefusal refusal(SQLException failure, Optional<SuiteQlQuery> query) {
    Matcher unknown = UNKNOWN.matcher(String.valueOf(failure.getMessage()));
    if (!unknown.find()) {
      return SuiteQlRefusal.unsupported();
    }
    String name = unknown.group(1) == null ? unknown.group(2) : unknown.group(1);
    return SuiteQlRefusal.search(
        "Unknown identifier '" + name + "'. Available identifiers are: " + query.map(SuiteQlQuery::identifiers).orElse("{}") + ".");
  }
}
