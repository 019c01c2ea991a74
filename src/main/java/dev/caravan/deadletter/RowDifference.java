package dev.caravan.deadletter;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How the rows that would land differ from those that did.
 *
 * @param key by which rows are matched; empty when only whole rows can be compared
 * @param same rows that are alike in every column that both have
 * @param gone rows that landed and would not
 * @param added rows that did not land and would
 * @param changed rows with another value in some column
 * @param byColumn changed rows by column
 * @param examples a few of each
 * @param columnsGone columns that would not be there any more
 * @param columnsAdded columns that there were not
 */
public record RowDifference(
    List<String> key,
    long same,
    long gone,
    long added,
    long changed,
    Map<String, Long> byColumn,
    List<Example> examples,
    List<String> columnsGone,
    List<String> columnsAdded) {
  private static final int EXAMPLES = 3;

  /**
   * One row.
   *
   * @param column that changed; null when the row as a whole came or went
   * @param before null when it did not land
   * @param after null when it would not land
   */
  public record Example(String row, String column, String before, String after) {}

  /** The same, told by other examples. */
  public RowDifference withExamples(List<Example> others) {
    return new RowDifference(key, same, gone, added, changed, byColumn, others, columnsGone, columnsAdded);
  }

  public boolean none() {
    return gone == 0 && added == 0 && changed == 0 && columnsGone.isEmpty() && columnsAdded.isEmpty();
  }

  /**
   * Compares two relations.
   *
   * @param before what stands behind FROM to read what landed
   * @param key columns that identify a row, when both have them
   * @throws CaravanException ENGINE_FAILED
   */
  public static RowDifference of(
      Connection connection, String before, List<String> columnsBefore, String after, List<String> columnsAfter, List<String> key) {
    Set<String> names = new TreeSet<>(columnsBefore);
    Set<String> namesAfter = new TreeSet<>(columnsAfter);
    List<String> gone = names.stream().filter(name -> !namesAfter.contains(name)).toList();
    List<String> added = namesAfter.stream().filter(name -> !names.contains(name)).toList();
    List<String> common = columnsBefore.stream().filter(namesAfter::contains).toList();
    boolean keyed = !key.isEmpty() && common.containsAll(key);
    try (Statement statement = connection.createStatement()) {
      return keyed
          ? byKey(statement, before, after, common, key, gone, added)
          : whole(statement, before, after, common, gone, added);
    } catch (SQLException e) {
      throw new CaravanException(ErrorCode.ENGINE_FAILED, "the rows cannot be compared: " + e.getMessage(), e);
    }
  }

  private static RowDifference byKey(
      Statement statement, String before, String after, List<String> common, List<String> key, List<String> columnsGone, List<String> columnsAdded)
      throws SQLException {
    String on = key.stream().map(name -> "b." + Sql.name(name) + " IS NOT DISTINCT FROM a." + Sql.name(name)).collect(Collectors.joining(" AND "));
    String joined = "(SELECT *, true AS _b FROM " + before + ") b FULL JOIN (SELECT *, true AS _a FROM " + after + ") a ON " + on;
    List<String> values = common.stream().filter(name -> !key.contains(name)).toList();
    StringBuilder counts = new StringBuilder("SELECT count(*) FILTER (WHERE _a IS NULL), count(*) FILTER (WHERE _b IS NULL), count(*) FILTER (WHERE _a AND _b)");
    counts.append(", count(*) FILTER (WHERE _a AND _b AND (")
        .append(values.isEmpty() ? "false" : values.stream().map(RowDifference::differs).collect(Collectors.joining(" OR "))).append("))");
    values.forEach(name -> counts.append(", count(*) FILTER (WHERE _a AND _b AND ").append(differs(name)).append(")"));
    long[] sums = new long[4];
    Map<String, Long> byColumn = new LinkedHashMap<>();
    try (ResultSet row = statement.executeQuery(counts + " FROM " + joined)) {
      row.next();
      for (int i = 0; i < sums.length; i++) {
        sums[i] = row.getLong(i + 1);
      }
      for (int i = 0; i < values.size(); i++) {
        if (row.getLong(sums.length + 1 + i) > 0) {
          byColumn.put(values.get(i), row.getLong(sums.length + 1 + i));
        }
      }
    }
    List<Example> examples = new ArrayList<>();
    examples(statement, shown(key, "b"), "NULL", "NULL", joined + " WHERE _a IS NULL", null, true, examples);
    examples(statement, shown(key, "a"), "NULL", "NULL", joined + " WHERE _b IS NULL", null, false, examples);
    for (String column : byColumn.keySet()) {
      String name = Sql.name(column);
      examples(statement, shown(key, "b"), "CAST(b." + name + " AS VARCHAR)", "CAST(a." + name + " AS VARCHAR)", joined + " WHERE _a AND _b AND " + differs(column), column, false, examples);
    }
    return new RowDifference(key, sums[2] - sums[3], sums[0], sums[1], sums[3], byColumn, examples, columnsGone, columnsAdded);
  }

  private static String differs(String column) {
    String name = Sql.name(column);
    return "CAST(b." + name + " AS VARCHAR) IS DISTINCT FROM CAST(a." + name + " AS VARCHAR)";
  }

  private static String shown(List<String> columns, String side) {
    return "concat_ws(', ', " + columns.stream().map(name -> "coalesce(CAST(" + side + "." + Sql.name(name) + " AS VARCHAR), 'null')").collect(Collectors.joining(", ")) + ")";
  }

  // Without a key a changed row is one that went and one that came.
  private static RowDifference whole(
      Statement statement, String before, String after, List<String> common, List<String> columnsGone, List<String> columnsAdded) throws SQLException {
    String texts = common.stream().map(name -> "CAST(" + Sql.name(name) + " AS VARCHAR) AS " + Sql.name(name)).collect(Collectors.joining(", "));
    String was = "SELECT " + texts + " FROM " + before;
    String is = "SELECT " + texts + " FROM " + after;
    long gone = count(statement, was + " EXCEPT ALL " + is);
    long added = count(statement, is + " EXCEPT ALL " + was);
    long same = count(statement, was + " INTERSECT ALL " + is);
    List<Example> examples = new ArrayList<>();
    examples(statement, shown(common, "d"), "NULL", "NULL", "(" + was + " EXCEPT ALL " + is + ") d", null, true, examples);
    examples(statement, shown(common, "d"), "NULL", "NULL", "(" + is + " EXCEPT ALL " + was + ") d", null, false, examples);
    return new RowDifference(List.of(), same, gone, added, 0, Map.of(), examples, columnsGone, columnsAdded);
  }

  private static long count(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT count(*) FROM (" + query + ")")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void examples(
      Statement statement, String row, String before, String after, String from, String column, boolean went, List<Example> examples) throws SQLException {
    String query = "SELECT " + row + " AS _row, " + before + ", " + after + " FROM " + from + " ORDER BY _row LIMIT " + EXAMPLES;
    try (ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        examples.add(
            column == null
                ? new Example(rows.getString(1), null, went ? "landed" : null, went ? null : "would land")
                : new Example(rows.getString(1), column, String.valueOf(rows.getString(2)), String.valueOf(rows.getString(3))));
      }
    }
  }
}
