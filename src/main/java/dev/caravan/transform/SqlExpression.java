package dev.caravan.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.Problems;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Checks that a text an integrator wrote is one SQL expression, without knowing the columns yet. */
final class SqlExpression {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SqlExpression() {}

  /** Adds a problem when the text is not exactly one expression: a syntax error, or more than an expression. */
  static void check(String parameter, String sql, Problems problems) {
    if (sql == null || sql.isBlank()) {
      refuse(parameter, sql, "it is empty", problems);
      return;
    }
    // On one line, as the engine writes it: a trailing comment would swallow what stands behind.
    String query = "SELECT (" + sql + ") AS v";
    try (Connection parser = DriverManager.getConnection("jdbc:duckdb:");
        PreparedStatement parse = parser.prepareStatement("SELECT json_serialize_sql(?)::VARCHAR")) {
      parse.setString(1, query);
      try (ResultSet answer = parse.executeQuery()) {
        answer.next();
        JsonNode parsed = JSON.readTree(answer.getString(1));
        if (parsed.path("error").asBoolean()) {
          refuse(parameter, sql, parsed.path("error_message").asText().lines().findFirst().orElse(""), problems);
        } else if (!oneExpression(parsed)) {
          refuse(parameter, sql, "more than one expression", problems);
        }
      }
    } catch (SQLException | IOException e) {
      throw new CaravanException(ErrorCode.ENGINE_FAILED, "the engine cannot parse an expression: " + e.getMessage(), e);
    }
  }

  private static boolean oneExpression(JsonNode parsed) {
    JsonNode select = parsed.path("statements").path(0).path("node");
    return parsed.path("statements").size() == 1
        && select.path("type").asText().equals("SELECT_NODE")
        && select.path("select_list").size() == 1
        && select.path("from_table").path("type").asText().equals("EMPTY")
        && select.path("where_clause").isNull();
  }

  private static void refuse(String parameter, String sql, String fact, Problems problems) {
    problems.add(
        Problem.of(ErrorCode.EXPRESSION_INVALID, null, "parameter " + parameter + " is not an SQL expression: " + fact)
            .required("one SQL expression", "'" + sql + "'"));
  }
}
