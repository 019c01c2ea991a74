package dev.caravan.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parquet that is delivered: what its columns hold lands as it stands, or is a reject that says why. */
class ParquetSourceTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Engine engine;

  @BeforeEach
  void open() {
    engine = new Engine(new EngineConfig("256MB", 2, folder.resolve("spill")));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Path parquet(String query) throws SQLException {
    Path file = folder.resolve("delivered.parquet");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:"); Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      statement.execute("COPY (" + query + ") TO '" + file + "' (FORMAT parquet)");
    }
    return file;
  }

  private Landed landed(String query) throws SQLException {
    Landed landed = Landed.of(engine, parquet(query), SegmentOptions.DETECT, folder);
    assertThat(landed.staged().counts().balanced()).isTrue();
    return landed;
  }

  private Map<String, Object> onlyRow(String select) throws SQLException {
    Landed landed = landed("SELECT " + select);
    assertThat(landed.rejects()).isEmpty();
    assertThat(landed.rows()).hasSize(1);
    return landed.rows().get(0);
  }

  @Test
  void keepsExactNumbers() throws SQLException {
    Map<String, Object> row =
        onlyRow("12345678901234567890123456789012.345678::DECIMAL(38,6) AS d, -99999999999999999999999999999999999999::DECIMAL(38,0) AS w, "
            + "9223372036854775807::BIGINT AS b, 18446744073709551615::UBIGINT AS u, 0.1::DOUBLE AS f, 1e300::DOUBLE AS e, true AS t");
    assertThat(row.get("d")).isEqualTo(new BigDecimal("12345678901234567890123456789012.345678"));
    assertThat(row.get("w").toString()).isEqualTo("-99999999999999999999999999999999999999");
    assertThat(row.get("b").toString()).isEqualTo("9223372036854775807");
    assertThat(row.get("u").toString()).isEqualTo("18446744073709551615");
    assertThat(new BigDecimal(row.get("f").toString())).isEqualByComparingTo("0.1");
    assertThat(Double.parseDouble(row.get("e").toString())).isEqualTo(1e300);
    assertThat(row.get("t")).isEqualTo(true);
  }

  @Test
  void keepsHugeIntegersThatParquetHasNoTypeFor() throws SQLException {
    // The engine itself writes these as doubles, so the text of a neighbour is what tells.
    Map<String, Object> row = onlyRow("170141183460469231731687303715884105727::HUGEINT AS h, 170141183460469231731687303715884105727::HUGEINT::VARCHAR AS s");
    assertThat(new BigDecimal(row.get("h").toString()).doubleValue()).isEqualTo(0x1p127);
    assertThat(row.get("s")).isEqualTo("170141183460469231731687303715884105727");
  }

  @Test
  void accountsForNumbersThatAreNone() throws SQLException {
    Landed landed = landed("SELECT * FROM (VALUES (1, 1.5::DOUBLE), (2, 'NaN'::DOUBLE), (3, 'Infinity'::DOUBLE), (4, '-Infinity'::DOUBLE), (5, NULL)) t(id, x)");
    assertThat(landed.staged().counts().read()).isEqualTo(5);
    Map<Object, Object> found = new java.util.HashMap<>();
    landed.rows().forEach(row -> found.put(((Number) row.get("id")).intValue(), row.get("x")));
    assertThat(found).as("rows, rejects %s", landed.rejects()).hasSize(5 - landed.rejects().size());
    assertThat(new BigDecimal(found.get(1).toString())).isEqualByComparingTo("1.5");
    assertThat(found).containsEntry(5, null);
    for (int id = 2; id <= 4; id++) {
      String id2 = "\"id\":" + id;
      boolean rejected = landed.rejects().stream().anyMatch(reject -> new String(reject.raw(), java.nio.charset.StandardCharsets.UTF_8).contains(id2));
      assertThat(rejected).as("record %d: landed %s, rejects %s", id, found, landed.rejects()).isNotEqualTo(found.get(id) != null);
    }
  }

  @Test
  void keepsDatesTimesAndBytesAsTheirText() throws SQLException {
    Map<String, Object> row =
        onlyRow("DATE '2024-02-29' AS d, TIMESTAMP '2024-02-29 23:59:59.123456' AS ts, TIMESTAMPTZ '2024-02-29 23:59:59.5+02:00' AS tz, "
            + "TIME '12:34:56.789' AS t, '\\x00\\xFF\\x41\"'::BLOB AS b, '00000000-0000-0000-0000-00000000002a'::UUID AS u, DATE '0044-03-15 (BC)' AS bc");
    assertThat(row.get("d")).isEqualTo("2024-02-29");
    assertThat(row.get("ts")).isEqualTo("2024-02-29 23:59:59.123456");
    assertThat(row.get("tz")).isEqualTo("2024-02-29 21:59:59.5+00");
    assertThat(row.get("t")).isEqualTo("12:34:56.789");
    assertThat(row.get("b")).isEqualTo("\\x00\\xFFA\\x22");
    assertThat(row.get("u")).isEqualTo("00000000-0000-0000-0000-00000000002a");
    assertThat(row.get("bc")).isEqualTo("0044-03-15 (BC)");
  }

  @Test
  void keepsNestedValuesAsJson() throws SQLException, IOException {
    Map<String, Object> row =
        onlyRow("[1, NULL, 3] AS l, {'a': 1.10::DECIMAL(5,2), 'b': ['x', 'é\"']} AS s, MAP {'k': 1} AS m, []::INTEGER[] AS e, NULL::INTEGER[] AS n");
    assertThat(row.get("l").toString()).isEqualTo("[1,null,3]");
    assertThat(JSON.readTree(row.get("s").toString())).isEqualTo(JSON.readTree("{\"a\":1.10,\"b\":[\"x\",\"é\\\"\"]}"));
    assertThat(JSON.readTree(row.get("m").toString())).isEqualTo(JSON.readTree("{\"k\":1}"));
    assertThat(row.get("e").toString()).isEqualTo("[]");
    assertThat(row.get("n")).isNull();
  }

  @Test
  void keepsEveryDigitOfNestedNumbers() throws SQLException, IOException {
    Map<String, Object> row =
        onlyRow("[12345678901234567890.0123456789::DECIMAL(38,10)] AS d, {'h': 12345678901234567890123456789::DECIMAL(38,0)} AS h, "
            + "{'f': 0.1::DOUBLE, 'b': 9223372036854775807::BIGINT, 'u': 18446744073709551615::UBIGINT} AS s");
    assertThat(row.get("d").toString()).isEqualTo("[12345678901234567890.0123456789]");
    assertThat(row.get("h").toString()).isEqualTo("{\"h\":12345678901234567890123456789}");
    assertThat(row.get("s").toString()).isEqualTo("{\"f\":0.1,\"b\":9223372036854775807,\"u\":18446744073709551615}");
  }

  @Test
  void readsAColumnByTheTypesOfAContract() throws SQLException {
    List<ColumnRead> reads =
        List.of(
            ColumnRead.of(new Column("d", new Type.Date())),
            ColumnRead.of(new Column("ts", new Type.Timestamp(false))),
            ColumnRead.of(new Column("tz", new Type.Timestamp(true))),
            ColumnRead.of(new Column("t", new Type.Time())),
            ColumnRead.of(new Column("x", new Type.Floating(64))));
    Path file = parquet("SELECT DATE '2024-02-29' AS d, TIMESTAMP '2024-02-29 23:59:59.123456' AS ts, TIMESTAMPTZ '2024-02-29 23:59:59.5+02:00' AS tz, "
        + "TIME '12:34:56.789' AS t, 'NaN'::DOUBLE AS x UNION ALL SELECT NULL, NULL, NULL, NULL, 0.1");
    Landed landed = Landed.of(engine, file, SegmentOptions.DETECT, folder, new Stage.Typed(reads));
    assertThat(landed.staged().counts().read()).isEqualTo(2);
    assertThat(landed.rejects().size() + landed.rows().size()).isEqualTo(2);
    assertThat(landed.rejects()).allSatisfy(reject -> assertThat(reject.failures()).singleElement().satisfies(failure -> assertThat(failure.got()).contains("NaN").doesNotContain("enable")));
    assertThat(landed.rows()).anySatisfy(row -> assertThat(row.get("x")).isEqualTo(0.1));
  }

  @Test
  void keepsEveryRowOfAnEmptyAndOfAWideFile() throws SQLException, IOException {
    assertThat(landed("SELECT 1 AS id WHERE false").staged().counts()).isEqualTo(Counts.NONE);
    Landed many = landed("SELECT range AS id, range::VARCHAR || chr(10) || '\"' AS s FROM range(50000)");
    assertThat(many.staged().counts()).isEqualTo(new Counts(50_000, 50_000, 0, 0, 0));
    assertThat(many.rows()).allSatisfy(row -> assertThat(row.get("s")).isEqualTo(row.get("id") + "\n\""));
    assertThat(Files.exists(folder.resolve("segment").resolve("delivered.parquet"))).isFalse();
  }
}
