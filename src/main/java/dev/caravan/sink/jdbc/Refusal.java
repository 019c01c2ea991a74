package dev.caravan.sink.jdbc;

import dev.caravan.batch.Column;
import dev.caravan.batch.Sql;
import dev.caravan.batch.Stage;
import dev.caravan.batch.StageOptions;
import dev.caravan.sink.StagedRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says of a row that a database refuses what is to blame, without the values of the row. */
record Refusal(List<Column> columns, TableName table, String place) {
  private static final String HIDDEN = "…";

  Refusal {
    columns = List.copyOf(columns);
  }

  /**
   * @param engine that reads the staged rows
   * @param database that refused the row
   */
  Stage.Refused.Row of(RefusedRows.Row row, StagedRows staged, Connection engine, Connection database) throws SQLException {
    String message = row.why().getMessage();
    return new Stage.Refused.Row(row.ordinal(), field(message, database), "a row that " + place + " takes", hidden(message, values(row.ordinal(), staged, engine)));
  }

  private List<String> values(long ordinal, StagedRows staged, Connection engine) throws SQLException {
    String texts = columns.stream().map(column -> Sql.name(column.name()) + "::VARCHAR").collect(Collectors.joining(", "));
    List<String> values = new ArrayList<>();
    try (Statement statement = engine.createStatement();
        ResultSet rows = statement.executeQuery("SELECT " + texts + " FROM " + staged.relation() + " WHERE " + StageOptions.ORDINAL + " = " + ordinal)) {
      rows.next();
      for (int i = 1; i <= columns.size(); i++) {
        values.add(rows.getString(i));
      }
    }
    return values;
  }

  // Databases quote what they refuse, and a message is seen by more people than a row.
  private static String hidden(String message, List<String> values) {
    String any =
        values.stream()
            .filter(Objects::nonNull)
            .filter(value -> !value.isBlank())
            .sorted(Comparator.comparing(String::length).reversed())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    return any.isEmpty() ? message : Pattern.compile("(?<![\\w])(" + any + ")(?![\\w])").matcher(message).replaceAll(HIDDEN);
  }

  /** The one column that the message or the constraint it names is about, or null. */
  private String field(String message, Connection database) throws SQLException {
    Set<String> named = columns.stream().map(Column::name).filter(column -> names(message, column)).collect(Collectors.toCollection(TreeSet::new));
    if (named.isEmpty()) {
      named.addAll(constrained(message, database));
    }
    return named.size() == 1 ? named.iterator().next() : null;
  }

  private static boolean names(String message, String column) {
    return Pattern.compile("[\"(]" + Pattern.quote(column) + "[\": ),]", Pattern.CASE_INSENSITIVE).matcher(message).find();
  }

  private List<String> constrained(String message, Connection database) throws SQLException {
    List<String> fields = new ArrayList<>();
    String query = "SELECT constraint_name, column_name FROM information_schema.constraint_column_usage WHERE lower(table_name) = ?";
    try (PreparedStatement statement = database.prepareStatement(query)) {
      statement.setString(1, table.table().toLowerCase(Locale.ROOT));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          if (Pattern.compile("(?<!\\w)" + Pattern.quote(rows.getString(1)) + "(?!\\w)").matcher(message).find()) {
            field(rows.getString(2)).ifPresent(fields::add);
          }
        }
      }
    }
    return fields;
  }

  private Optional<String> field(String column) {
    return columns.stream().map(Column::name).filter(name -> name.equalsIgnoreCase(column)).findFirst();
  }
}
