package dev.caravan.source.netsuite;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.source.http.Authorization;
import dev.caravan.source.http.HttpExchange;
import dev.caravan.source.http.HttpReply;
import dev.caravan.source.http.HttpRequest;
import dev.caravan.source.http.HttpSystem;
import dev.caravan.source.http.JsonRows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** Asks an account by SuiteQL, a page at a time. Thread-safe. */
public final class SuiteQl {
  /** rows of the largest page there is */
  public static final int PAGE = 1000;

  private static final ObjectMapper JSON = new ObjectMapper();
  /** of a long query; its table and what was asked of the rows stand at the end */
  private static final int SHOWN_BEGIN = 120;
  private static final int SHOWN_END = 200;
  private static final String PATH = "/services/rest/query/v1/suiteql";

  private final NetSuiteAccount account;
  private final HttpSystem system;
  private final HttpExchange exchange;
  private final Authorization authorization;
  private final BooleanSupplier goesOn;

  /** @param goesOn whether the flow is still to go on; asked while a call waits for its turn */
  public SuiteQl(NetSuiteAccount account, HttpSystem system, HttpExchange exchange, Authorization authorization, BooleanSupplier goesOn) {
    this.account = account;
    this.system = system;
    this.exchange = exchange;
    this.authorization = authorization;
    this.goesOn = goesOn;
  }

  /** Takes rows as they come. */
  public interface Rows {
    /**
     * @param json the row in one line, names in lower case, without the links NetSuite adds
     * @param values of the columns asked for, as text; null where a row has none
     */
    void row(byte[] json, int length, String[] values) throws IOException;
  }

  /** @param hasMore whether the query has rows behind this page */
  public record Page(int rows, boolean hasMore) {}

  /**
   * The first rows of a query.
   *
   * @param limit 1 to {@link #PAGE}
   * @param columns whose values are wanted beside the row, in lower case
   * @throws CaravanException NETSUITE_QUERY, NETSUITE_TABLE, HTTP_REFUSED and those of {@link HttpSystem#send}
   */
  public Page page(String sql, int limit, List<String> columns, Rows rows) {
    HttpReply reply = system.send(request(sql, limit), authorization, exchange, goesOn);
    if (!reply.ok()) {
      throw NetSuiteErrors.of(reply, "the query " + shown(sql));
    }
    try {
      return read(reply.body(), columns, rows);
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.HTTP_REPLY, "A page of rows cannot be read: " + e.getMessage(), e);
    }
  }

  /** What asks for the first rows of a query. */
  HttpRequest request(String sql, int limit) {
    return HttpRequest.post(account.address(PATH), "application/json", body(sql))
        .withHeader("Prefer", "transient")
        .with("limit", Integer.toString(limit))
        .with("offset", "0");
  }

  /** The first row of a query, as {@link #firstRows}; empty when there is none. */
  public List<String> firstRow(String sql, List<String> columns) {
    List<List<String>> found = firstRows(sql, 1, columns);
    return found.isEmpty() ? List.of() : found.get(0);
  }

  /** The first rows of a query, by name or else in the order of the query, since aliases are not always kept. */
  List<List<String>> firstRows(String sql, int limit, List<String> columns) {
    List<List<String>> found = new ArrayList<>();
    page(sql, limit, columns, (json, length, values) -> found.add(named(values) ? Arrays.asList(values) : inOrder(json, length, columns.size())));
    return found;
  }

  private static boolean named(String[] values) {
    return Arrays.stream(values).anyMatch(Objects::nonNull);
  }

  private static List<String> inOrder(byte[] json, int length, int columns) throws IOException {
    List<String> values = new ArrayList<>();
    JSON.readTree(json, 0, length).forEach(value -> values.add(value.asText()));
    while (values.size() < columns) {
      values.add(null);
    }
    return values.subList(0, columns);
  }

  private static byte[] body(String sql) {
    try {
      return JSON.writeValueAsString(Map.of("q", sql)).getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("a map of texts is JSON", e);
    }
  }

  private static String shown(String sql) {
    String line = sql.replaceAll("\\s+", " ");
    return line.length() <= SHOWN_BEGIN + SHOWN_END ? line : line.substring(0, SHOWN_BEGIN) + " … " + line.substring(line.length() - SHOWN_END);
  }

  static Page read(byte[] body, List<String> columns, Rows rows) throws IOException {
    Map<String, Integer> wanted = new HashMap<>();
    columns.forEach(column -> wanted.put(column, wanted.size()));
    int count = 0;
    boolean hasMore = false;
    boolean items = false;
    try (JsonParser parser = JsonRows.parser(body)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        JsonToken value = parser.nextToken();
        if (field.equals("items") && value == JsonToken.START_ARRAY) {
          items = true;
          JsonRows row = new JsonRows();
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            String[] values = new String[columns.size()];
            item(parser, row, wanted, values);
            rows.row(row.bytes(), row.length(), values);
            count++;
          }
        } else if (field.equals("hasMore")) {
          // Scalars come as text here and there.
          hasMore = Boolean.parseBoolean(parser.getText());
        } else {
          parser.skipChildren();
        }
      }
    }
    if (!items) {
      throw new IOException("there are no items in it");
    }
    return new Page(count, hasMore);
  }

  private static void item(JsonParser parser, JsonRows row, Map<String, Integer> wanted, String[] values) throws IOException {
    var generator = row.begin();
    generator.writeStartObject();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName().toLowerCase(Locale.ROOT);
      JsonToken value = parser.nextToken();
      if (name.equals("links") && value == JsonToken.START_ARRAY) {
        parser.skipChildren();
        continue;
      }
      Integer place = wanted.get(name);
      if (place != null && value.isScalarValue() && value != JsonToken.VALUE_NULL) {
        values[place] = parser.getText();
      }
      generator.writeFieldName(name);
      JsonRows.copy(parser, generator);
    }
    generator.writeEndObject();
    row.end();
  }
}
