package dev.caravan.quality;

import static dev.caravan.batch.Sql.name;

import dev.caravan.batch.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Some rows of a relation in a temporary table, the same each time: those of a file by a hash of their
 * place, which costs a quarter of a reservoir. Not every n-th row, because data may have such a rhythm of
 * its own. Close it to drop the table.
 *
 * @param rows how many there are
 */
record Sample(Answers answers, String table, long rows) implements AutoCloseable {
  private static final String POSITION = "file_row_number";

  /** Bytes of a text up to which rows of it may be gathered in memory. */
  static final int SHORT = 256;

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
    String some = placed(answers, relation)
        ? " WHERE " + chosen(rows, options.sampleRows())
        : " USING SAMPLE reservoir(" + options.sampleRows() + " ROWS) REPEATABLE (7)";
    answers.execute("CREATE TEMP TABLE " + table + " AS SELECT " + names + " FROM " + relation + some);
    return counted(answers, table);
  }

  /**
   * An aggregate that gathers the same rows on the way of another question, so that they need no pass of
   * their own. They are held in memory: texts among them must be short.
   *
   * @return null when nothing is to be sampled or the rows do not know their place
   */
  static String gathering(Answers answers, ProfileOptions options, String relation, long rows, List<String> columns) {
    if (options.depth() != ProfileOptions.Depth.SAMPLED || columns.isEmpty() || rows == 0 || !placed(answers, relation)) {
      return null;
    }
    String row = columns.stream().map(column -> name(column) + " := " + name(column)).collect(Collectors.joining(", "));
    return "list(struct_pack(" + row + ")) FILTER (WHERE " + chosen(rows, options.sampleRows()) + ")";
  }

  /** @param gathered a table of one row, in which {@code kept} is what {@link #gathering} has gathered */
  static Sample of(Answers answers, String gathered) throws SQLException {
    String table = Profiler.temporary();
    answers.execute("CREATE TEMP TABLE " + table + " AS SELECT kept.* FROM (SELECT unnest(kept) AS kept FROM " + gathered + ")");
    return counted(answers, table);
  }

  private static Sample counted(Answers answers, String table) throws SQLException {
    return new Sample(answers, table, answers.one("SELECT count(*) FROM " + table, row -> row.getLong(1)));
  }

  private static String chosen(long rows, int wanted) {
    return "hash(" + POSITION + ") % " + rows + " < " + wanted;
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
