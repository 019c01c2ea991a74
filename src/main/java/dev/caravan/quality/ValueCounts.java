package dev.caravan.quality;

import static dev.caravan.batch.Sql.name;

import dev.caravan.quality.Profiler.Overview;
import dev.caravan.quality.Profiler.Subject;
import java.sql.SQLException;

/**
 * The different values of one column, also the missing ones, each with the number of its rows: a
 * temporary table of which everything can be asked for next to nothing when they are few. Close it to
 * drop the table. One thread at a time.
 */
final class ValueCounts implements AutoCloseable {
  private final Answers answers;
  private final Subject subject;
  private final String table;

  ValueCounts(Answers answers, String from, Subject subject) throws SQLException {
    this.answers = answers;
    this.subject = subject;
    this.table = Profiler.temporary();
    String column = name(subject.column());
    String count = name(subject.column() + "_n"); // whatever the column is called, its count is not
    boolean asText = subject.family() == Family.TEXT || subject.family() == Family.NESTED;
    String grouped =
        "SELECT " + column + ", count(*) AS " + count + " FROM (SELECT " + column + (asText ? "::VARCHAR AS " + column : "") + " FROM " + from + ") GROUP BY " + column;
    String point = subject.family() == Family.NUMBER ? subject.point() : "NULL::DOUBLE";
    answers.execute(
        "CREATE TEMP TABLE " + table + " AS SELECT " + column + " AS given, " + subject.present() + " AS value, " + point + " AS x, " + count + " AS n, "
            + subject.notAvailable() + " AS token FROM (" + grouped + ")");
  }

  /** What to write behind FROM for the present values with their counts: (value, n). */
  String present() {
    return "(SELECT value, n FROM " + table + " WHERE value IS NOT NULL)";
  }

  long distinct() throws SQLException {
    return answers.one("SELECT count(value) FROM " + table, row -> row.getLong(1));
  }

  /** The same numbers that a pass over all rows gives, with the distinct values counted. */
  Overview overview() throws SQLException {
    boolean text = subject.family() == Family.TEXT;
    boolean number = subject.family() == Family.NUMBER;
    boolean ordered = subject.family() != Family.NESTED;
    String points = "sum(n) FILTER (WHERE x IS NOT NULL)";
    String mean = "(SELECT sum(x * n) / " + points + " FROM " + table + ")";
    String sql =
        String.join(
            ", ",
            "SELECT coalesce(sum(n) FILTER (WHERE given IS NOT NULL), 0)::BIGINT",
            text ? "coalesce(sum(n) FILTER (WHERE given = ''), 0)::BIGINT" : "0",
            text ? "coalesce(sum(n) FILTER (WHERE token AND given <> ''), 0)::BIGINT" : "0",
            "count(value)",
            ordered ? "min(value)::VARCHAR" : "NULL",
            ordered ? "max(value)::VARCHAR" : "NULL",
            number ? mean : "NULL",
            number ? "CASE WHEN " + points + " > 1 THEN sqrt(sum(n * (x - " + mean + ") ** 2) / (" + points + " - 1)) END" : "NULL",
            text ? "min(length(value))" : "NULL",
            text ? "max(length(value))" : "NULL",
            text ? "sum(length(value) * n) / sum(n) FILTER (WHERE value IS NOT NULL)" : "NULL");
    return answers.one(sql + " FROM " + table, row -> Profiler.overview(row, 0));
  }

  @Override
  public void close() throws SQLException {
    answers.execute("DROP TABLE " + table);
  }
}
