package dev.caravan.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.batch.Sql;
import dev.caravan.quality.ColumnProfile.Frequency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.Test;

/** Profiles of tables for which other tools have published theirs. The reference page states where conventions differ. */
class KnownProfilesTest {
  private static final Path EXPECTED = Path.of("../shared/fixtures/profiling_expected");

  @Test
  void agreesWithTheNumbersKnownOfTheTitanic() throws SQLException, IOException {
    Path folder = present(EXPECTED.resolve("great_expectations"));
    Profile profile = profile(folder.resolve("Titanic.csv"), ProfileOptions.THOROUGH.notAvailable(Set.of("NA")));
    JsonNode results = new ObjectMapper().readTree(folder.resolve("BasicDatasetProfiler_evrs.json").toFile()).get("results");

    int compared = 0;
    for (JsonNode expected : results) {
      compared += compare(expected, profile);
    }

    assertThat(compared).isGreaterThan(20);
    ColumnProfile age = profile.column("Age");
    assertThat(profile.rows()).isEqualTo(1313);
    assertThat(age.missing()).isEqualTo(557);
    assertThat(age.minimum()).isEqualTo("0.17");
    assertThat(age.maximum()).isEqualTo("71");
    assertThat(age.mean()).isEqualTo(30.397989417989418, within(1e-12));
    assertThat(age.deviation()).isEqualTo(14.259048710359018, within(1e-12));
    assertThat(profile.column("Name").kinds().get(Kind.PADDED)).isEqualTo(3);
    assertThat(profile.keys()).extracting(Profile.CandidateKey::columns).containsExactly(List.of(profile.columns().get(0).name()));
  }

  /** @return 1 when the expectation says something that a profile says too */
  private static int compare(JsonNode expected, Profile profile) {
    JsonNode config = expected.get("expectation_config");
    String kind = (config.has("expectation_type") ? config.get("expectation_type") : config.get("type")).asText();
    String name = config.get("kwargs").path("column").asText();
    JsonNode observed = expected.get("result").path("observed_value");
    if (name.isEmpty()) {
      return 0;
    }
    ColumnProfile column = name.equals("Unnamed: 0") ? profile.columns().get(0) : profile.column(name);
    assertThat(column.count()).isEqualTo(expected.get("result").path("element_count").asLong(1313));
    if (expected.get("result").has("missing_count")) {
      assertThat(column.missing()).as(name).isEqualTo(expected.get("result").get("missing_count").asLong());
    }
    switch (kind) {
      case "expect_column_unique_value_count_to_be_between" -> assertThat(column.distinct()).as(name).isEqualTo(observed.asLong());
      case "expect_column_proportion_of_unique_values_to_be_between" ->
          assertThat((double) column.distinct() / column.present()).as(name).isEqualTo(observed.asDouble(), within(1e-12));
      case "expect_column_min_to_be_between" -> assertThat(Double.parseDouble(column.minimum())).isEqualTo(observed.asDouble());
      case "expect_column_max_to_be_between" -> assertThat(Double.parseDouble(column.maximum())).isEqualTo(observed.asDouble());
      case "expect_column_mean_to_be_between" -> assertThat(column.mean()).isEqualTo(observed.asDouble(), within(1e-12));
      case "expect_column_median_to_be_between" -> assertThat(Double.parseDouble(column.quantiles().get(2).value())).isEqualTo(observed.asDouble());
      case "expect_column_quantile_values_to_be_between" ->
          assertThat(column.quantiles()).extracting(quantile -> Double.parseDouble(quantile.value())).containsExactly(6.0, 21.0, 28.0, 39.0, 57.0);
      case "expect_column_distinct_values_to_be_in_set" -> {
        Map<String, Long> counts = new LinkedHashMap<>();
        expected.get("result").get("details").get("value_counts").forEach(value -> counts.put(value.get("value").asText(), value.get("count").asLong()));
        assertThat(column.top()).containsExactlyInAnyOrderElementsOf(
            counts.entrySet().stream().map(entry -> new Frequency(entry.getKey(), entry.getValue())).toList());
      }
      default -> {
        return 0;
      }
    }
    return 1;
  }

  @Test
  void agreesWithTheScanReportOfAPersonTable() throws SQLException, IOException, XMLStreamException {
    Path folder = present(EXPECTED.resolve("whiterabbit"));
    Profile profile = profile(folder.resolve("person-header.csv"), ProfileOptions.THOROUGH);
    Map<Integer, List<List<String>>> sheets = ScanReport.read(folder.resolve("ScanReport-reference-v0.10.7-csv.xlsx"));

    List<List<String>> fields = sheets.get(1).stream().filter(row -> row.get(0).equals("person.csv")).toList();
    assertThat(fields).hasSize(18).hasSameSizeAs(profile.columns());
    for (List<String> field : fields) {
      ColumnProfile column = profile.column(field.get(1));
      assertThat(column.count()).isEqualTo((long) Double.parseDouble(field.get(6)));
      assertThat(type(column)).as(column.name()).isEqualTo(field.get(3));
      assertThat(column.lengths() == null ? 0 : column.lengths().maximum()).as(column.name()).isEqualTo((long) Double.parseDouble(field.get(4)));
      assertThat((double) column.missing() / column.count()).as(column.name()).isEqualTo(Double.parseDouble(field.get(7)), within(1e-12));
      // There, the empty text counts as one distinct value.
      long unique = column.distinct() + (column.missing() > 0 ? 1 : 0);
      assertThat(unique).as(column.name()).isEqualTo((long) Double.parseDouble(field.get(8)));
      // There, a single value is not unique at all.
      double fraction = unique <= 1 ? 0 : (double) unique / column.count();
      assertThat(fraction).as(column.name()).isEqualTo(Double.parseDouble(field.get(9)), within(1e-12));
    }
    List<String> table = sheets.get(2).stream().filter(row -> row.get(0).equals("person.csv")).findFirst().orElseThrow();
    assertThat(profile.columns().stream().filter(column -> column.present() == 0).count()).isEqualTo((long) Double.parseDouble(table.get(5)));
    compareFrequencies(sheets.get(3), profile);
  }

  /** There, values that occur fewer than five times are left out. */
  private static void compareFrequencies(List<List<String>> sheet, Profile profile) {
    List<String> header = sheet.get(0);
    int compared = 0;
    for (int i = 0; i < header.size(); i += 2) {
      ColumnProfile column = profile.column(header.get(i));
      for (List<String> row : sheet.subList(1, sheet.size())) {
        String value = row.get(i);
        if (!value.isEmpty() && !value.startsWith("List truncated")) {
          assertThat(column.top()).as(column.name()).contains(new Frequency(value, (long) Double.parseDouble(row.get(i + 1))));
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(10);
  }

  private static String type(ColumnProfile column) {
    if (column.present() == 0) {
      return "EMPTY";
    }
    return column.all(Kind.INTEGER) ? "INT" : "VARCHAR";
  }

  private static Path present(Path folder) {
    assumeTrue(Files.exists(folder), "no shared fixtures at " + folder.toAbsolutePath());
    return folder;
  }

  private static Profile profile(Path file, ProfileOptions options) throws SQLException {
    try (Connection engine = DriverManager.getConnection("jdbc:duckdb:")) {
      return new Profiler(options).profile(engine, "read_csv(" + Sql.text(file.toString()) + ", all_varchar = true, header = true)", file.toString());
    }
  }
}
