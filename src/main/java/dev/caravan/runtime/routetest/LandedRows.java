package dev.caravan.runtime.routetest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.batch.Column;
import dev.caravan.batch.Sql;
import dev.caravan.batch.Type;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Rows of a relation as a test writes them. */
final class LandedRows {
  private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);

  private LandedRows() {}

  /** @param relation what stands behind FROM */
  static List<ObjectNode> of(Connection connection, String relation, List<Column> columns) throws SQLException {
    List<ObjectNode> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("SELECT " + String.join(", ", columns.stream().map(column -> Sql.name(column.name())).toList()) + " FROM " + relation)) {
      while (answer.next()) {
        ObjectNode row = JSON.objectNode();
        for (Column column : columns) {
          Object value = answer.getObject(column.name());
          // Files hold JSON as text.
          row.set(column.name(), column.type() instanceof Type.Json && value != null ? Cells.parsed(value.toString()) : Cells.cell(value));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** Rows of a table whose columns nobody named before. */
  static List<ObjectNode> ofTable(Connection connection, String table) throws SQLException {
    List<ObjectNode> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("SELECT * FROM " + table)) {
      int columns = answer.getMetaData().getColumnCount();
      while (answer.next()) {
        ObjectNode row = JSON.objectNode();
        for (int i = 1; i <= columns; i++) {
          row.set(answer.getMetaData().getColumnName(i), Cells.cell(answer.getObject(i)));
        }
        rows.add(row);
      }
    }
    return rows;
  }
}
