package dev.caravan.quality;

import static dev.caravan.batch.Sql.name;

import dev.caravan.batch.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Some rows of a relation in a temporary table, the same each time. Close it to drop the table.
 *
 * @param rows how many there are
 */
record Sample(Answers answers, String table, long rows) implements AutoCloseable {
  private static final String POSITION = "file_row_number";

  /**
   * @param columns what to keep of each row
   * @return null when nothing is to be sampled
   */
  static Sample of(Answers answers, ProfileOptions options, String relation, long rows, List<String> columns) throws SQLException {
    if (options.depth() != ProfileOptions.Depth.SAMPLED || columns.isEmpty()) {
      return null;
    }
    String table = Profiler.temporary();
    String names = columns.stream().map(Sql::name).collect(Collectors.joining(", "));
    answers.execute(
        "CREATE TEMP TABLE " + table + " AS SELECT " + names + " FROM " + relation + some(answers, relation, rows, options.sampleRows()));
    return new Sample(answers, table, answers.one("SELECT count(*) FROM " + table, row -> row.getLong(1)));
  }

  /**
   * Rows of files are chosen by a hash of their place, at a quarter of the cost of a reservoir; not every
   * n-th, because data may have such a rhythm of its own.
   */
  private static String some(Answers answers, String relation, long rows, int wanted) {
    return placed(answers, relation)
        ? " WHERE hash(" + POSITION + ") % " + rows + " < " + wanted
        : " USING SAMPLE reservoir(" + wanted + " ROWS) REPEATABLE (7)";
  }

  /** Whether rows know their place in a file, which is not a column of theirs. */
  private static boolean placed(Answers answers, String relation) {
    try {
      List<String> columns = answers.list("DESCRIBE SELECT * FROM " + relation, row -> row.getString(1));
      answers.list("SELECT " + name(POSITION) + " FROM " + relation + " LIMIT 0", row -> true);
      return columns.stream().noneMatch(POSITION::equalsIgnoreCase);
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  public void close() throws SQLException {
    answers.execute("DROP TABLE " + table);
  }
}
