package dev.caravan.quality;

import static dev.caravan.batch.Sql.name;
import static dev.caravan.batch.Sql.text;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Profiles whatever the engine can read. The values of a column that has few different ones are counted
 * once, and everything is asked of the counts. One pass over the other columns gives counts, ranges and
 * estimates; then comes a closer look at each, or at a sample. Memory is the engine's budget; what does
 * not fit it spills. Stateless.
 */
public final class Profiler {
  /** Aggregates over this many columns are asked at once: wide tables must not hold all states together. */
  private static final int COLUMNS_A_PASS = 64;

  /** How many different values the first rows may show of a column to have all its values counted; a wrong guess costs time only. */
  private static final int PROBE_ROWS = 20_000;
  private static final int FEW = 2_000;

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
      ColumnProfile[] columns = new ColumnProfile[subjects.size()];
      boolean brief = countFew(answers, relation, rows, subjects, columns);
      List<Subject> many = IntStream.range(0, columns.length).filter(i -> columns[i] == null).mapToObj(subjects::get).toList();
      Iterator<ColumnProfile> looked = lookAtMany(answers, relation, rows, many, brief).iterator();
      for (int i = 0; i < columns.length; i++) {
        columns[i] = columns[i] == null ? looked.next() : columns[i];
      }
      List<ColumnProfile> all = List.of(columns);
      return new Profile(source, rows, all, new KeySearch(answers, options, relation, rows).find(all));
    } catch (SQLException e) {
      throw failure(source, e);
    }
  }

  /** What the first rows tell of a column: whether it has few different values, and no long one. */
  private record Probe(boolean few, boolean brief) {}

  /**
   * Profiles the columns that have few different values, as far as the first rows tell.
   *
   * @return whether all values of the other columns are short there
   */
  private boolean countFew(Answers answers, String relation, long rows, List<Subject> subjects, ColumnProfile[] columns) throws SQLException {
    List<Probe> probes = new ArrayList<>();
    for (int from = 0; from < subjects.size(); from += COLUMNS_A_PASS) {
      List<Subject> some = subjects.subList(from, Math.min(subjects.size(), from + COLUMNS_A_PASS));
      String names = some.stream().map(subject -> name(subject.column())).collect(Collectors.joining(", "));
      String asked = some.stream()
          .map(subject -> "approx_count_distinct(" + subject.present() + "), " + subject.brief())
          .collect(Collectors.joining(", "));
      probes.addAll(
          answers.one(
              "SELECT " + asked + " FROM (SELECT " + names + " FROM " + relation + " LIMIT " + PROBE_ROWS + ")",
              row -> {
                List<Probe> answer = new ArrayList<>();
                for (int i = 0; i < some.size(); i++) {
                  answer.add(new Probe(row.getLong(2 * i + 1) <= FEW, row.getBoolean(2 * i + 2)));
                }
                return answer;
              }));
    }
    boolean brief = true;
    for (int i = 0; i < columns.length; i++) {
      if (probes.get(i).few()) {
        try (ValueCounts counts = new ValueCounts(answers, relation, subjects.get(i))) {
          Overview overview = counts.overview();
          if (overview.distinct() <= options.distinctLimit()) {
            columns[i] = new ColumnLook(answers, options, relation, rows, subjects.get(i), overview).profile(counts);
          }
        }
      }
      brief &= columns[i] != null || probes.get(i).brief();
    }
    return brief;
  }

  private List<ColumnProfile> lookAtMany(Answers answers, String relation, long rows, List<Subject> subjects, boolean brief) throws SQLException {
    List<ColumnProfile> columns = new ArrayList<>();
    for (int from = 0; from < subjects.size(); from += COLUMNS_A_PASS) {
      columns.addAll(look(answers, relation, rows, subjects.subList(from, Math.min(subjects.size(), from + COLUMNS_A_PASS)), brief));
    }
    return columns;
  }

  private List<ColumnProfile> look(Answers answers, String relation, long rows, List<Subject> subjects, boolean brief) throws SQLException {
    String pass = temporary();
    List<String> names = subjects.stream().map(Subject::column).toList();
    String gathering = brief ? Sample.gathering(answers, options, relation, rows, names) : null;
    String asked = IntStream.range(0, subjects.size()).mapToObj(i -> overview(subjects.get(i), i)).collect(Collectors.joining(",\n"));
    answers.execute("CREATE TEMP TABLE " + pass + " AS SELECT " + asked + ",\n" + (gathering == null ? "NULL" : gathering) + " AS kept FROM " + relation);
    try {
      List<Overview> overviews = overviews(answers, pass, subjects.size());
      List<String> sampled = sampled(subjects, overviews);
      // A resource that is null is not closed.
      try (Sample sample = gathering == null || sampled.isEmpty() ? Sample.of(answers, options, relation, rows, sampled) : Sample.of(answers, pass)) {
        return look(answers, relation, rows, subjects, overviews, sample);
      }
    } finally {
      answers.execute("DROP TABLE " + pass);
    }
  }

  private List<ColumnProfile> look(
      Answers answers, String relation, long rows, List<Subject> subjects, List<Overview> overviews, Sample sample) throws SQLException {
    List<ColumnProfile> columns = new ArrayList<>();
    for (int i = 0; i < subjects.size(); i++) {
      ColumnLook look = new ColumnLook(answers, options, relation, rows, subjects.get(i), overviews.get(i));
      if (overviews.get(i).distinct() <= options.distinctLimit()) {
        columns.add(look.profileCounted());
      } else {
        columns.add(sample == null ? look.profileAll() : look.profile(sample));
      }
    }
    return columns;
  }

  private List<String> sampled(List<Subject> subjects, List<Overview> overviews) {
    return IntStream.range(0, subjects.size())
        .filter(i -> overviews.get(i).distinct() > options.distinctLimit())
        .mapToObj(i -> subjects.get(i).column())
        .toList();
  }

  /** A column and how to ask for its present values. */
  record Subject(String column, String type, Family family, String present, String notAvailable) {
    Subject(String column, String type, ProfileOptions options) {
      this(column, type, Family.of(type), present(column, Family.of(type), options), tokens(column, Family.of(type), options));
    }

    /** The value of a number as a point on the line; null when it has no place there. */
    String point() {
      String point = name(column) + "::DOUBLE";
      boolean mayBeInfinite = type.equals("DOUBLE") || type.equals("FLOAT");
      return mayBeInfinite ? "CASE WHEN isfinite(" + point + ") THEN " + point + " END" : point;
    }

    /** SQL for whether no value is long. */
    String brief() {
      return switch (family) {
        case TEXT -> "coalesce(max(strlen(" + name(column) + "::VARCHAR)) <= " + Sample.SHORT + ", true)";
        case NESTED -> "false";
        case NUMBER, MOMENT, PLAIN -> "true";
      };
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

  private static List<Overview> overviews(Answers answers, String pass, int columns) throws SQLException {
    return answers.one("SELECT * EXCLUDE (kept) FROM " + pass, row -> {
      List<Overview> answer = new ArrayList<>();
      for (int i = 0; i < columns; i++) {
        answer.add(overview(row, i * OVERVIEW_FIELDS));
      }
      return answer;
    });
  }

  /** @param number of the column, which makes the names of its fields its own */
  private static String overview(Subject subject, int number) {
    String column = name(subject.column());
    String value = subject.present();
    boolean isText = subject.family() == Family.TEXT;
    boolean isNumber = subject.family() == Family.NUMBER;
    boolean ordered = subject.family() != Family.NESTED;
    List<String> fields = List.of(
        "count(" + column + ")",
        isText ? "count(*) FILTER (WHERE " + column + " = '')" : "0",
        isText ? "count(*) FILTER (WHERE " + subject.notAvailable() + " AND " + column + " <> '')" : "0",
        "approx_count_distinct(" + value + ")",
        ordered ? "min(" + value + ")::VARCHAR" : "NULL",
        ordered ? "max(" + value + ")::VARCHAR" : "NULL",
        isNumber ? "avg(" + subject.point() + ")" : "NULL",
        isNumber ? "stddev_samp(" + subject.point() + ")" : "NULL",
        isText ? "min(length(" + value + "))" : "NULL",
        isText ? "max(length(" + value + "))" : "NULL",
        isText ? "avg(length(" + value + "))" : "NULL");
    return IntStream.range(0, OVERVIEW_FIELDS).mapToObj(i -> fields.get(i) + " AS a" + number + "_" + i).collect(Collectors.joining(", "));
  }

  static Overview overview(ResultSet row, int before) throws SQLException {
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
