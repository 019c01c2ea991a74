package dev.caravan.runtime.lint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The columns that an SQL expression names, as the engine's own parser reads it. */
final class SqlColumns {
  private static final String BEFORE = "SELECT (";
  private static final ObjectMapper JSON = new ObjectMapper();

  private SqlColumns() {}

  /** @param index of its first character in the expression */
  record Named(String name, int index) {}

  /**
   * What was found.
   *
   * @param error why it is no expression, or null
   * @param index where the error is, or -1
   */
  record Read(List<Named> columns, String error, int index) {}

  static Read read(String expression) {
    try (Connection parser = DriverManager.getConnection("jdbc:duckdb:");
        PreparedStatement parse = parser.prepareStatement("SELECT json_serialize_sql(?)::VARCHAR")) {
      parse.setString(1, BEFORE + expression + "\n) AS v");
      try (ResultSet answer = parse.executeQuery()) {
        answer.next();
        JsonNode parsed = JSON.readTree(answer.getString(1));
        if (parsed.path("error").asBoolean()) {
          int position = parsed.path("position").asInt(-1);
          String message = parsed.path("error_message").asText().lines().findFirst().orElse("").strip();
          return new Read(List.of(), message, position < BEFORE.length() ? -1 : Math.min(position - BEFORE.length(), expression.length()));
        }
        List<Named> columns = new ArrayList<>();
        collect(parsed, columns);
        return new Read(columns, null, -1);
      }
    } catch (SQLException | IOException e) {
      throw new CaravanException(ErrorCode.ENGINE_FAILED, "the engine cannot parse an expression: " + e.getMessage(), e);
    }
  }

  private static void collect(JsonNode node, List<Named> columns) {
    // The parameters of a lambda look like columns; they cannot be told apart here.
    if (node.path("class").asText().equals("LAMBDA")) {
      return;
    }
    if (node.path("class").asText().equals("COLUMN_REF")) {
      int index = node.path("query_location").asInt(BEFORE.length()) - BEFORE.length();
      columns.add(new Named(node.path("column_names").path(0).asText(), Math.max(0, index)));
      return;
    }
    node.forEach(child -> collect(child, columns));
  }
}
