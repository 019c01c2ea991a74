package dev.caravan.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.caravan.quality.ColumnProfile.Bin;
import dev.caravan.quality.ColumnProfile.Frequency;
import dev.caravan.quality.ColumnProfile.Quantile;
import dev.caravan.quality.Profile.CandidateKey;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every number of a profile against one worked out by hand or by another way of asking. */
class ProfilerTest {
  private Connection engine;

  @BeforeEach
  void open() throws SQLException {
    engine = DriverManager.getConnection("jdbc:duckdb:");
  }

  @AfterEach
  void close() throws SQLException {
    engine.close();
  }

  @Test
  void describesNumbers() throws SQLException {
    ColumnProfile column = profile("VALUES (1), (2), (2), (5), (10), (NULL)", ProfileOptions.THOROUGH).columns().get(0);

    assertThat(column.count()).isEqualTo(6);
    assertThat(column.nulls()).isEqualTo(1);
    assertThat(column.present()).isEqualTo(5);
    assertThat(column.distinct()).isEqualTo(4);
    assertThat(column.distinctExact()).isTrue();
    assertThat(column.minimum()).isEqualTo("1");
    assertThat(column.maximum()).isEqualTo("10");
    assertThat(column.mean()).isEqualTo(4.0);
    assertThat(column.deviation()).isEqualTo(Math.sqrt(13.5), within(1e-12));
    assertThat(column.quantiles()).contains(new Quantile(0.5, "2"), new Quantile(0.75, "5"), new Quantile(0.95, "10"));
    assertThat(column.top().get(0)).isEqualTo(new Frequency("2", 2));
    assertThat(column.histogram()).hasSize(20).startsWith(new Bin("1", "1.45", 1));
    assertThat(column.histogram().get(19).count()).isEqualTo(1);
    assertThat(column.histogram().stream().mapToLong(Bin::count).sum()).isEqualTo(5);
    assertThat(column.lengths()).isNull();
  }

  @Test
  void tellsNullsEmptiesAndTokensApartAndCountsNoneOfThemAsValues() throws SQLException {
    ColumnProfile column =
        profile("VALUES ('a'), (''), (NULL), ('NA'), ('bcd'), ('a')", ProfileOptions.THOROUGH.notAvailable(Set.of("NA"))).columns().get(0);

    assertThat(List.of(column.nulls(), column.empties(), column.notAvailable(), column.present())).containsExactly(1L, 1L, 1L, 3L);
    assertThat(column.distinct()).isEqualTo(2);
    assertThat(column.lengths()).isEqualTo(new ColumnProfile.Lengths(1, 3, 5.0 / 3));
    assertThat(column.top()).containsExactly(new Frequency("a", 2), new Frequency("bcd", 1));
    assertThat(column.shapes()).containsExactly(new Frequency("a", 2), new Frequency("aaa", 1));
  }

  @Test
  void readsTextsThatAreNumbersAsNumbers() throws SQLException {
    ColumnProfile column = profile("VALUES ('9'), ('10'), ('2.50')", ProfileOptions.THOROUGH).columns().get(0);

    assertThat(column.minimum()).isEqualTo("2.50");
    assertThat(column.maximum()).isEqualTo("10");
    assertThat(column.mean()).isEqualTo(21.5 / 3, within(1e-12));
    assertThat(column.kinds()).isEqualTo(Map.of(Kind.INTEGER, 2L, Kind.DECIMAL, 3L));
    assertThat(List.of(column.wholeDigits(), column.fractionDigits())).containsExactly(2, 2);
    assertThat(column.all(Kind.DECIMAL)).isTrue();
    assertThat(column.all(Kind.INTEGER)).isFalse();
  }

  @Test
  void keepsAMixtureInTextOrder() throws SQLException {
    ColumnProfile column = profile("VALUES ('9'), ('10'), ('x')", ProfileOptions.THOROUGH).columns().get(0);

    assertThat(column.minimum()).isEqualTo("10");
    assertThat(column.mean()).isNull();
    assertThat(column.quantiles()).isEmpty();
    assertThat(column.histogram()).isEmpty();
  }

  @Test
  void placesDatesOnALine() throws SQLException {
    ColumnProfile typed = profile("SELECT DATE '2024-01-01' + i::INTEGER AS d FROM range(41) t(i)", ProfileOptions.THOROUGH).column("d");
    ColumnProfile text = profile("SELECT (DATE '2024-01-01' + i::INTEGER)::VARCHAR AS d FROM range(41) t(i)", ProfileOptions.THOROUGH).column("d");

    for (ColumnProfile column : List.of(typed, text)) {
      assertThat(column.minimum()).isEqualTo("2024-01-01");
      assertThat(column.quantiles()).contains(new Quantile(0.5, "2024-01-21"));
      assertThat(column.histogram()).startsWith(new Bin("2024-01-01", "2024-01-03", 2)).endsWith(new Bin("2024-02-08", "2024-02-10", 3));
    }
  }

  @Test
  void findsTheSmallestKeys() throws SQLException {
    Profile single = profile("SELECT i AS id, i % 2 AS half FROM range(10) t(i)", ProfileOptions.THOROUGH);
    Profile pair = profile("SELECT i // 5 AS document, i % 5 AS line, 'x' AS unit, 1.5 AS price FROM range(25) t(i)", ProfileOptions.THOROUGH);
    Profile none = profile("SELECT i // 2 AS a, 1 AS b FROM range(10) t(i)", ProfileOptions.THOROUGH);
    Profile withGap = profile("SELECT CASE WHEN i > 0 THEN i END AS id FROM range(10) t(i)", ProfileOptions.THOROUGH);

    assertThat(single.keys()).containsExactly(new CandidateKey(List.of("id"), true));
    assertThat(pair.keys()).hasSize(1);
    assertThat(pair.keys().get(0).columns()).containsExactlyInAnyOrder("document", "line");
    assertThat(none.keys()).isEmpty();
    assertThat(withGap.keys()).isEmpty();
  }

  @Test
  void saysSoWhenItEstimatesOrSamples() throws SQLException {
    String rows = "SELECT i AS id, 'customer-' || (i % 70000) AS name FROM range(80000) t(i)";
    ProfileOptions thorough = new ProfileOptions(ProfileOptions.Depth.THOROUGH, 1000, 500, 3, 10, List.of(0.5), Set.of());
    ProfileOptions sampled = new ProfileOptions(ProfileOptions.Depth.SAMPLED, 1000, 500, 10, 10, List.of(0.5), Set.of());

    Profile all = profile(rows, thorough);
    Profile some = profile(rows, sampled);

    assertThat(all.column("id").distinctExact()).isFalse();
    assertThat(all.column("id").distinct()).isCloseTo(80000L, within(8000L));
    assertThat(all.column("id").sampled()).isZero();
    assertThat(Double.parseDouble(all.column("id").quantiles().get(0).value())).isCloseTo(40000, within(2000.0));
    assertThat(all.column("name").top()).extracting(Frequency::count).containsExactly(2L, 2L, 2L);
    assertThat(all.keys()).containsExactly(new CandidateKey(List.of("id"), true));
    assertThat(some.column("id").sampled()).isEqualTo(500);
    assertThat(some.column("id").mean()).isEqualTo(39999.5);
    assertThat(some.column("name").shapes().stream().mapToLong(Frequency::count).sum()).isEqualTo(500);
    assertThat(some.keys()).contains(new CandidateKey(List.of("id"), false));
  }

  @Test
  void describesAColumnOfFewValuesAsItDescribesItByAPassOverAllRows() throws SQLException {
    String rows = "SELECT CASE WHEN i % 7 = 0 THEN NULL ELSE (i % 900) / 4::DOUBLE END AS n, (i % 300)::VARCHAR AS value, i % 5 AS x, i AS given FROM range(30000) t(i)";
    ColumnProfile counted = profile(rows, ProfileOptions.BATCH).column("n");
    // So many new values behind the first rows that counting is given up.
    String more = "(" + rows + ") UNION ALL SELECT NULL, NULL, NULL, NULL FROM range(0)";
    ColumnProfile passed = profile(more, new ProfileOptions(ProfileOptions.Depth.THOROUGH, 10, 100, 3, 10, List.of(0.5), Set.of())).column("n");

    assertThat(counted.distinctExact()).isTrue();
    assertThat(passed.distinctExact()).isFalse();
    assertThat(List.of(counted.nulls(), counted.present())).isEqualTo(List.of(passed.nulls(), passed.present()));
    assertThat(counted.minimum()).isEqualTo(passed.minimum());
    assertThat(counted.maximum()).isEqualTo(passed.maximum());
    assertThat(counted.mean()).isEqualTo(passed.mean(), within(1e-9));
    assertThat(counted.deviation()).isEqualTo(passed.deviation(), within(1e-9));
  }

  @Test
  void samplesTheSameRowsOfAFileEachTimeWhateverItsColumnsAreCalled(@TempDir Path folder) throws SQLException {
    for (String column : List.of("id", "File_Row_Number")) {
      Path file = folder.resolve(column + ".parquet");
      try (Statement statement = engine.createStatement()) {
        statement.execute("COPY (SELECT i * 3 AS \"" + column + "\" FROM range(100000) t(i)) TO '" + file + "' (FORMAT parquet)");
      }
      String relation = "read_parquet(['" + file + "'])";
      ProfileOptions sampled = new ProfileOptions(ProfileOptions.Depth.SAMPLED, 100, 5000, 3, 10, List.of(0.25, 0.5), Set.of());
      Profile once = new Profiler(sampled).profile(engine, relation, "rows");

      assertThat(once).isEqualTo(new Profiler(sampled).profile(engine, relation, "rows"));
      assertThat(once.column(column).sampled()).isBetween(4500L, 5500L);
      assertThat(Double.parseDouble(once.column(column).quantiles().get(1).value())).isCloseTo(150000, within(9000.0));
    }
  }

  @Test
  void samplesLongTextsAsItSamplesShortOnes(@TempDir Path folder) throws SQLException {
    Path file = folder.resolve("rows.parquet");
    try (Statement statement = engine.createStatement()) {
      statement.execute("COPY (SELECT i AS id, i || repeat('x', 300) AS long FROM range(30000) t(i)) TO '" + file + "' (FORMAT parquet)");
    }
    ProfileOptions sampled = new ProfileOptions(ProfileOptions.Depth.SAMPLED, 100, 1000, 3, 10, List.of(0.5), Set.of());

    Profile both = new Profiler(sampled).profile(engine, "read_parquet(['" + file + "'])", "rows");
    Profile numbers = new Profiler(sampled).profile(engine, "(SELECT id, file_row_number FROM read_parquet(['" + file + "'], file_row_number = true))", "rows");

    assertThat(both.column("long").sampled()).isBetween(800L, 1200L);
    assertThat(both.column("id").sampled()).isEqualTo(both.column("long").sampled());
    assertThat(both.column("long").shapes().stream().mapToLong(Frequency::count).sum()).isPositive();
    assertThat(numbers.column("id").sampled()).isEqualTo(1000);
  }

  @Test
  void describesATableWithoutRows() throws SQLException {
    Profile profile = profile("SELECT 1 AS a, 'x' AS b, [1] AS c, DATE '2020-01-01' AS d WHERE false", ProfileOptions.THOROUGH);

    assertThat(profile.rows()).isZero();
    assertThat(profile.keys()).isEmpty();
    assertThat(profile.columns()).hasSize(4).allSatisfy(column -> {
      assertThat(column.distinct()).isZero();
      assertThat(column.minimum()).isNull();
      assertThat(column.histogram()).isEmpty();
    });
  }

  @Test
  void survivesNamesAndValuesThatLookLikeSql() throws SQLException {
    Profile profile = profile("SELECT 'it''s \"x\"' AS \"a\"\"b'c\", 'infinity'::DOUBLE AS far, [1, 2] AS list", ProfileOptions.THOROUGH);

    assertThat(profile.columns().get(0).name()).isEqualTo("a\"b'c");
    assertThat(profile.columns().get(0).top()).containsExactly(new Frequency("it's \"x\"", 1));
    assertThat(profile.column("far").mean()).isNull();
    assertThat(profile.column("list").top()).containsExactly(new Frequency("[1, 2]", 1));
  }

  @Test
  void leavesNothingBehind() throws SQLException {
    profile("SELECT i AS id FROM range(5000) t(i)", new ProfileOptions(ProfileOptions.Depth.SAMPLED, 10, 100, 3, 10, List.of(0.5), Set.of()));

    try (Statement statement = engine.createStatement(); var tables = statement.executeQuery("SELECT count(*) FROM duckdb_tables()")) {
      tables.next();
      assertThat(tables.getLong(1)).isZero();
    }
  }

  @Test
  void saysWhatCannotBeRead() {
    assertThatThrownBy(() -> new Profiler(ProfileOptions.THOROUGH).profile(engine, "nowhere", "shop/orders"))
        .hasMessageContaining("cannot profile shop/orders")
        .hasMessageContaining("[query.failed]");
  }

  private Profile profile(String rows, ProfileOptions options) {
    return new Profiler(options).profile(engine, "(" + rows + ")", "rows");
  }
}
