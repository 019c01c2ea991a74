package dev.caravan.quality;

import static dev.caravan.batch.Sql.name;
import static dev.caravan.batch.Sql.text;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Profiles whatever the engine can read: one pass over all columns for counts, ranges and estimates,
 * then one look at each column's distinct values, which are few for most. Memory is the engine's budget;
 * what does not fit it spills. Stateless.
 */
public final class Profiler {
  /** Aggregates over this many columns are asked at once: wide tables must not hold all states together. */
  private static final int COLUMNS_A_PASS = 64;

  private final ProfileOptions options;

  public Profiler(ProfileOptions options) {
    this.options = options;
  }

  /**
   * Profiles a relation.
   *
   * @param engine temporary tables are made on it and dropped again
   * @param relation what to write behind FROM; read several times, so it must give the same rows each time
   * @param source what it is, for people
   * @throws CaravanException QUERY_FAILED when the relation cannot be read, ENGINE_MEMORY
   */
  public Profile profile(Connection engine, String relation, String source) {
    try {
      KindFunctions.register(engine);
      Answers answers = new Answers(engine);
      List<Subject> subjects =
          answers.list("DESCRIBE SELECT * FROM " + relation, row -> new Subject(row.getString(1), row.getString(2), options));
      long rows = answers.one("SELECT count(*) FROM " + relation, row -> row.getLong(1));
      List<Overview> overviews = overviews(answers, relation, subjects);
      String sample = sample(answers, relation, overviews);
      List<ColumnProfile> columns = new ArrayList<>();
      for (int i = 0; i < subjects.size(); i++) {
        columns.add(new ColumnLook(answers, options, relation, sample, rows, subjects.get(i), overviews.get(i)).profile());
      }
      if (sample != null) {
        answers.execute("DROP TABLE " + sample);
      }
      return new Profile(source, rows, columns, new KeySearch(answers, options, relation, rows).find(columns));
    } catch (SQLException e) {
      throw failure(source, e);
    }
  }

  /** A column and how to ask for its present values. */
  record Subject(String column, String type, Family family, String present, String notAvailable) {
    Subject(String column, String type, ProfileOptions options) {
      this(column, type, Family.of(type), present(column, Family.of(type), options), tokens(column, Family.of(type), options));
    }

    private static String tokens(String column, Family family, ProfileOptions options) {
      if (family != Family.TEXT || options.notAvailable().isEmpty()) {
        return "false";
      }
      return name(column) + " IN (" + options.notAvailable().stream().sorted().map(token -> text(token)).collect(Collectors.joining(", ")) + ")";
    }

    private static String present(String column, Family family, ProfileOptions options) {
      return switch (family) {
        case TEXT -> "CASE WHEN " + name(column) + " <> '' AND NOT " + tokens(column, family, options) + " THEN " + name(column) + "::VARCHAR END";
        case NESTED -> name(column) + "::VARCHAR";
        case NUMBER, MOMENT, PLAIN -> name(column);
      };
    }
  }

  /** What one pass tells of a column. */
  record Overview(
      long valued, long empties, long notAvailable, long distinct, String minimum, String maximum, Double mean, Double deviation,
      ColumnProfile.Lengths lengths) {}

  private static final int OVERVIEW_FIELDS = 11;

  private List<Overview> overviews(Answers answers, String relation, List<Subject> subjects) throws SQLException {
    List<Overview> overviews = new ArrayList<>();
    for (int from = 0; from < subjects.size(); from += COLUMNS_A_PASS) {
      List<Subject> some = subjects.subList(from, Math.min(subjects.size(), from + COLUMNS_A_PASS));
      String asked = some.stream().map(Profiler::overview).collect(Collectors.joining(",\n"));
      overviews.addAll(
          answers.one("SELECT " + asked + " FROM " + relation, row -> {
            List<Overview> answer = new ArrayList<>();
            for (int i = 0; i < some.size(); i++) {
              answer.add(overview(row, i * OVERVIEW_FIELDS));
            }
            return answer;
          }));
    }
    return overviews;
  }

  private static String overview(Subject subject) {
    String column = name(subject.column());
    String value = subject.present();
    boolean isText = subject.family() == Family.TEXT;
    boolean number = subject.family() == Family.NUMBER;
    boolean ordered = subject.family() != Family.NESTED;
    String real = "CASE WHEN isfinite(" + column + "::DOUBLE) THEN " + column + "::DOUBLE END";
    return String.join(
        ", ",
        "count(" + column + ")",
        isText ? "count(*) FILTER (WHERE " + column + " = '')" : "0",
        isText ? "count(*) FILTER (WHERE " + subject.notAvailable() + " AND " + column + " <> '')" : "0",
        "approx_count_distinct(" + value + ")",
        ordered ? "min(" + value + ")::VARCHAR" : "NULL",
        ordered ? "max(" + value + ")::VARCHAR" : "NULL",
        number ? "avg(" + real + ")" : "NULL",
        number ? "stddev_samp(" + real + ")" : "NULL",
        isText ? "min(length(" + value + "))" : "NULL",
        isText ? "max(length(" + value + "))" : "NULL",
        isText ? "avg(length(" + value + "))" : "NULL");
  }

  private static Overview overview(ResultSet row, int before) throws SQLException {
    Double meanLength = Answers.decimal(row, before + 11);
    return new Overview(
        row.getLong(before + 1),
        row.getLong(before + 2),
        row.getLong(before + 3),
        row.getLong(before + 4),
        row.getString(before + 5),
        row.getString(before + 6),
        Answers.decimal(row, before + 7),
        Answers.decimal(row, before + 8),
        meanLength == null ? null : new ColumnProfile.Lengths(row.getLong(before + 9), row.getLong(before + 10), meanLength));
  }

  /** @return the name of a table of sampled rows, or null when no column needs one */
  private String sample(Answers answers, String relation, List<Overview> overviews) throws SQLException {
    boolean needed = options.depth() == ProfileOptions.Depth.SAMPLED && overviews.stream().anyMatch(overview -> overview.distinct() > options.distinctLimit());
    if (!needed) {
      return null;
    }
    String table = temporary();
    answers.execute("CREATE TEMP TABLE " + table + " AS SELECT * FROM " + relation + " USING SAMPLE reservoir(" + options.sampleRows() + " ROWS) REPEATABLE (7)");
    return table;
  }

  /** A name no other table of the connection has. */
  static String temporary() {
    return name("profile_" + UUID.randomUUID());
  }

  private static CaravanException failure(String source, SQLException e) {
    String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    ErrorCode code = first.contains("Out of Memory") ? ErrorCode.ENGINE_MEMORY : ErrorCode.QUERY_FAILED;
    return new CaravanException(code, "cannot profile " + source + ": " + first, e);
  }
}
