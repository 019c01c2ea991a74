package dev.caravan.quality;

import dev.caravan.batch.Sql;
import dev.caravan.quality.ColumnProfile.Bin;
import dev.caravan.quality.ColumnProfile.Frequency;
import dev.caravan.quality.ColumnProfile.Quantile;
import dev.caravan.quality.Profiler.Overview;
import dev.caravan.quality.Profiler.Subject;
import java.math.BigDecimal;
import java.math.MathContext;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The closer look at one column: at its distinct values with their frequencies when they are few, else
 * at all rows or at a sample.
 */
final class ColumnLook {
  private final Answers answers;
  private final ProfileOptions options;
  private final String relation;
  private final long rows;
  private final Subject subject;
  private final Overview overview;

  ColumnLook(Answers answers, ProfileOptions options, String relation, long rows, Subject subject, Overview overview) {
    this.answers = answers;
    this.options = options;
    this.relation = relation;
    this.rows = rows;
    this.subject = subject;
    this.overview = overview;
  }

  /** Where values come from: a relation of (value, n), one row a distinct value when grouped. */
  private record Values(String from, boolean grouped, long sampled) {}

  /** From all values, which have been counted; the overview is made from the counts. */
  ColumnProfile profile(ValueCounts counts) throws SQLException {
    return profile(new Values(counts.present(), true, 0), overview.distinct(), true);
  }

  /** From all values, to be counted. */
  ColumnProfile profileCounted() throws SQLException {
    try (ValueCounts counts = new ValueCounts(answers, relation, subject)) {
      return profile(new Values(counts.present(), true, 0), counts.distinct(), true);
    }
  }

  /** From the values of some rows. */
  ColumnProfile profile(Sample sample) throws SQLException {
    try (ValueCounts counts = new ValueCounts(answers, sample.table(), subject)) {
      return profile(new Values(counts.present(), true, sample.rows()), estimated(), false);
    }
  }

  /** From the values of all rows, too many to be counted. */
  ColumnProfile profileAll() throws SQLException {
    String all = "(SELECT value, 1 AS n FROM (SELECT " + subject.present() + " AS value FROM " + relation + ") WHERE value IS NOT NULL)";
    return profile(new Values(all, false, 0), estimated(), false);
  }

  private long present() {
    return overview.valued() - overview.empties() - overview.notAvailable();
  }

  /** The estimate of one pass may exceed what there is. */
  private long estimated() {
    return Math.min(overview.distinct(), present());
  }

  private ColumnProfile profile(Values values, long distinct, boolean exact) throws SQLException {
    long seen = values.sampled() == 0 ? present() : answers.one("SELECT coalesce(sum(n), 0)::BIGINT FROM " + values.from(), row -> row.getLong(1));
    Map<Kind, Long> kinds = subject.family() == Family.TEXT ? kinds(values) : Map.of();
    Map<DateForm, Long> forms = kinds.containsKey(Kind.DATE_OTHER) || kinds.containsKey(Kind.TIMESTAMP_OTHER) ? forms(values) : Map.of();
    Scale scale = scale(kinds, seen);
    boolean decimals = seen > 0 && kinds.getOrDefault(Kind.DECIMAL, 0L) == seen;
    int[] digits = decimals ? digits(values) : new int[2];
    Range range = range(scale, values);
    return new ColumnProfile(
        subject.column(), subject.type(), rows, rows - overview.valued(), overview.empties(), overview.notAvailable(), tokens(), distinct, exact,
        values.sampled(), range.minimum(), range.maximum(), range.mean(), range.deviation(), quantiles(scale, values), overview.lengths(),
        histogram(scale, range, values), top(values), shapes(values), kinds, forms, digits[0], digits[1]);
  }

  /** How values become points on a line. */
  private record Scale(String sql, boolean number, boolean day) {}

  /** Null when the values have no place on a line: words, or a mixture. */
  private Scale scale(Map<Kind, Long> kinds, long seen) {
    return switch (subject.family()) {
      case NUMBER -> new Scale("value::DOUBLE", true, false);
      case MOMENT -> new Scale("epoch(value)", false, subject.type().equals("DATE"));
      case TEXT -> textScale(kinds, seen);
      case PLAIN, NESTED -> null;
    };
  }

  private static Scale textScale(Map<Kind, Long> kinds, long seen) {
    if (seen == 0) {
      return null;
    }
    // Integers are decimals; a number with exponent is neither.
    if (kinds.getOrDefault(Kind.DECIMAL, 0L) + kinds.getOrDefault(Kind.FLOATING, 0L) == seen) {
      return new Scale("TRY_CAST(value AS DOUBLE)", true, false);
    }
    if (kinds.getOrDefault(Kind.DATE, 0L) == seen) {
      return new Scale("epoch(TRY_CAST(value AS DATE))", false, true);
    }
    if (kinds.getOrDefault(Kind.TIMESTAMP, 0L) == seen) {
      return new Scale("epoch(TRY_CAST(value AS TIMESTAMPTZ))", false, false);
    }
    return null;
  }

  private record Range(String minimum, String maximum, Double mean, Double deviation, Double low, Double high) {}

  private Range range(Scale scale, Values values) throws SQLException {
    if (scale == null) {
      return new Range(overview.minimum(), overview.maximum(), null, null, null, null);
    }
    String points = "(SELECT value, n, " + scale.sql() + " AS x FROM " + values.from() + ") WHERE isfinite(x)";
    boolean asText = subject.family() == Family.TEXT;
    Range range =
        answers.one(
            "SELECT arg_min(value, x)::VARCHAR, arg_max(value, x)::VARCHAR, sum(x * n) / sum(n), min(x), max(x) FROM " + points,
            row -> new Range(row.getString(1), row.getString(2), Answers.decimal(row, 3), null, Answers.decimal(row, 4), Answers.decimal(row, 5)));
    if (!asText) {
      return new Range(overview.minimum(), overview.maximum(), overview.mean(), overview.deviation(), range.low(), range.high());
    }
    if (!scale.number() || range.mean() == null) {
      return new Range(range.minimum(), range.maximum(), null, null, range.low(), range.high());
    }
    Double deviation =
        answers.one(
            "SELECT CASE WHEN sum(n) > 1 THEN sqrt(sum(n * (x - " + range.mean() + "::DOUBLE) * (x - " + range.mean() + "::DOUBLE)) / (sum(n) - 1)) END FROM " + points,
            row -> Answers.decimal(row, 1));
    return new Range(range.minimum(), range.maximum(), range.mean(), deviation, range.low(), range.high());
  }

  private List<Quantile> quantiles(Scale scale, Values values) throws SQLException {
    if (scale == null) {
      return List.of();
    }
    List<Double> wanted = options.quantiles();
    String sql;
    if (values.grouped()) {
      // Nearest rank: the smallest value that at least this share does not exceed.
      sql = "SELECT " + wanted.stream().map(q -> "arg_min(value, x) FILTER (WHERE below >= " + q + " * total)::VARCHAR").collect(Collectors.joining(", "))
          + " FROM (SELECT value, x, sum(n) OVER (ORDER BY x ROWS UNBOUNDED PRECEDING) AS below, sum(n) OVER () AS total FROM (SELECT value, n, "
          + scale.sql() + " AS x FROM " + values.from() + ") WHERE isfinite(x))";
    } else {
      sql = "SELECT " + wanted.stream().map(q -> "approx_quantile(x, " + q + ")::VARCHAR").collect(Collectors.joining(", "))
          + " FROM (SELECT " + scale.sql() + " AS x FROM " + values.from() + ") WHERE isfinite(x)";
    }
    return answers.one(sql, row -> {
      List<Quantile> quantiles = new ArrayList<>();
      for (int i = 0; i < wanted.size(); i++) {
        String value = row.getString(i + 1);
        if (value != null) {
          quantiles.add(new Quantile(wanted.get(i), values.grouped() ? value : point(scale, Double.parseDouble(value))));
        }
      }
      return quantiles;
    });
  }

  private List<Bin> histogram(Scale scale, Range range, Values values) throws SQLException {
    if (scale == null || range.low() == null) {
      return List.of();
    }
    double low = range.low();
    double width = (range.high() - low) / options.bins();
    if (!(width > 0) || Double.isInfinite(width)) {
      long count = answers.one("SELECT sum(n)::BIGINT FROM " + values.from(), row -> row.getLong(1));
      return List.of(new Bin(point(scale, low), point(scale, range.high()), count));
    }
    long[] counts = new long[options.bins()];
    answers.list(
        "SELECT least(floor((x - " + low + "::DOUBLE) / " + width + "::DOUBLE), " + (options.bins() - 1) + ")::INTEGER AS bin, sum(n)::BIGINT FROM (SELECT n, "
            + scale.sql() + " AS x FROM " + values.from() + ") WHERE isfinite(x) GROUP BY bin",
        row -> counts[Math.max(0, row.getInt(1))] += row.getLong(2));
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      double to = i == counts.length - 1 ? range.high() : low + (i + 1) * width;
      bins.add(new Bin(point(scale, low + i * width), point(scale, to), counts[i]));
    }
    return bins;
  }

  /** A point on the line, as people write it. */
  private static String point(Scale scale, double x) {
    if (scale.number()) {
      return new BigDecimal(x).round(new MathContext(10)).stripTrailingZeros().toPlainString();
    }
    Instant instant = Instant.ofEpochSecond((long) Math.floor(x));
    return scale.day() ? LocalDate.ofInstant(instant, ZoneOffset.UTC).toString() : LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString();
  }

  private List<String> tokens() throws SQLException {
    if (overview.notAvailable() == 0) {
      return List.of();
    }
    return answers.list(
        "SELECT DISTINCT " + Sql.name(subject.column()) + " AS token FROM " + relation + " WHERE " + subject.notAvailable() + " AND " + Sql.name(subject.column())
            + " <> '' ORDER BY token",
        row -> row.getString(1));
  }

  private List<Frequency> top(Values values) throws SQLException {
    String counted = values.grouped() ? values.from() : "(SELECT value, count(*) AS n FROM " + values.from() + " GROUP BY value)";
    return frequencies("SELECT left(value::VARCHAR, 200), n FROM " + counted + " ORDER BY n DESC, value LIMIT " + options.top());
  }

  private List<Frequency> shapes(Values values) throws SQLException {
    if (subject.family() != Family.TEXT) {
      return List.of();
    }
    return frequencies(
        "SELECT " + KindFunctions.SHAPE + "(value) AS shape, sum(n)::BIGINT AS n FROM " + values.from() + " GROUP BY shape ORDER BY n DESC, shape LIMIT " + options.top());
  }

  private List<Frequency> frequencies(String sql) throws SQLException {
    return answers.list(sql, row -> new Frequency(row.getString(1), row.getLong(2)));
  }

  private Map<Kind, Long> kinds(Values values) throws SQLException {
    Map<Kind, Long> kinds = new EnumMap<>(Kind.class);
    answers.list(
        "SELECT " + KindFunctions.KINDS + "(value) AS kinds, sum(n)::BIGINT FROM " + values.from() + " GROUP BY kinds",
        row -> {
          for (Kind kind : Kind.of(row.getLong(1))) {
            kinds.merge(kind, row.getLong(2), Long::sum);
          }
          return kinds;
        });
    return kinds;
  }

  private Map<DateForm, Long> forms(Values values) throws SQLException {
    Map<DateForm, Long> forms = new EnumMap<>(DateForm.class);
    answers.list(
        "SELECT " + KindFunctions.FORMS + "(value) AS forms, sum(n)::BIGINT FROM " + values.from() + " GROUP BY forms",
        row -> {
          for (DateForm form : DateForm.values()) {
            if (form.in(row.getLong(1))) {
              forms.merge(form, row.getLong(2), Long::sum);
            }
          }
          return forms;
        });
    return forms;
  }

  private int[] digits(Values values) throws SQLException {
    return answers.one(
        "SELECT max(digits // 64)::INTEGER, max(digits % 64)::INTEGER FROM (SELECT " + KindFunctions.DIGITS + "(value) AS digits FROM " + values.from() + ")",
        row -> new int[] {row.getInt(1), row.getInt(2)});
  }
}
