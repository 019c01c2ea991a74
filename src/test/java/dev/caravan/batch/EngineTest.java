package dev.caravan.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.Checks.BatchCheck;
import dev.caravan.batch.Checks.ForeignKey;
import dev.caravan.batch.Checks.RowCheck;
import dev.caravan.batch.Checks.Severity;
import dev.caravan.batch.Checks.UniqueCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of step decides its rows, the counts balance, and every reject says why. */
class EngineTest {
  private static final List<ColumnRead> ORDER =
      List.of(
          ColumnRead.of(new Column("id", new Type.Int(64, true))),
          ColumnRead.of(new Column("currency", new Type.Text())),
          ColumnRead.of(new Column("amount", new Type.Decimal(18, 2))));

  @TempDir Path folder;
  private Engine engine;
  private final List<Reject> rejects = new ArrayList<>();

  @BeforeEach
  void open() {
    engine = new Engine(new EngineConfig("256MB", 2, folder.resolve("spill")));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void whatDoesNotFitIntoMemoryLiesInAFolderOfTheEngineWhichGoesWithIt() throws Exception {
    EngineConfig small = new EngineConfig("32MB", 1, folder.resolve("many/spill"));
    String tooMuch = "CREATE TEMP TABLE much AS SELECT repeat('x', 100) || hash(i) AS t FROM range(400000) r(i)";
    try (Engine other = new Engine(small); Connection connection = other.connect(); Statement statement = connection.createStatement()) {
      statement.execute(tooMuch);
      try (Engine one = new Engine(small); Connection its = one.connect(); Statement same = its.createStatement()) {
        same.execute(tooMuch);
        assertThat(folder.resolve("many").toFile().list()).as("one folder each").hasSize(2).allMatch(name -> name.startsWith("spill."));
      }
      try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM much WHERE length(t) > 100")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getLong(1)).isEqualTo(400_000);
      }
    }
    assertThat(folder.resolve("many")).isEmptyDirectory();
  }

  @Test
  void landsWhatIsRightAndExplainsEachReject() throws IOException {
    Batch batch =
        batch("""
            {"id":1,"currency":"EUR","amount":10.50}
            {"id":2,"currency":"EUR","amount":-1.00}
            not json
            {"id":4,"amount":-2.00}
            """)
            .with(new Stage.Typed(ORDER))
            .with(new Stage.Checked(checks(List.of(
                new RowCheck("currency", "required", Severity.ERROR, "currency IS NULL", "a value", "completeness"),
                new RowCheck("amount", "minimum", Severity.ERROR, "amount < 0", "at least 0", "validity")), List.of())));

    Staged staged = stage(batch);

    assertThat(staged.counts()).isEqualTo(new Counts(4, 1, 3, 0, 0));
    assertThat(rows(staged)).containsExactly("1|EUR|10.50");
    assertThat(rejects).extracting(Reject::ordinal).containsExactly(1L, 2L, 3L);
    assertThat(rejects.get(0).failures()).containsExactly(new Reject.Failure("amount", "minimum", "at least 0", "-1.00"));
    assertThat(rejects.get(1).failures()).singleElement().extracting(Reject.Failure::rule).isEqualTo("malformed");
    assertThat(rejects.get(1).raw()).asString().isEqualTo("not json");
    assertThat(rejects.get(1).pointer().line()).isEqualTo(3);
    assertThat(rejects.get(2).failures()).extracting(Reject.Failure::rule).containsExactly("required", "minimum");
  }

  @Test
  void aTombstoneNeedsNothingButItsKeyAndPassesEveryStep() throws IOException {
    Reference none = reference("SELECT 'none' AS key, 1 AS rate");
    Batch batch =
        batch("""
            {"id":1,"currency":"EUR","amount":10.50}
            {"id":1,"_deleted":true}
            {"_deleted":true}
            {"id":3,"currency":"EUR","amount":-1,"_deleted":false}
            """, new Stage.Tombstones())
            .with(new Stage.Typed(ORDER))
            .with(new Stage.Derived("code", "upper(currency)", null))
            .with(new Stage.Filtered("currency = 'EUR'"))
            .with(new Stage.Joined(none, Map.of("code", "key"), Map.of("rate", "rate"), Stage.MissingKey.KEEP))
            .with(new Stage.Deduplicated(List.of("id"), null))
            .with(new Stage.Checked(checks(
                List.of(
                    new RowCheck("id", "required", Severity.ERROR, "id IS NULL", "a value", "completeness"),
                    new RowCheck("currency", "required", Severity.ERROR, "currency IS NULL", "a value", "completeness"),
                    new RowCheck("amount", "minimum", Severity.ERROR, "amount < 0", "at least 0", "validity")),
                List.of(new UniqueCheck(List.of("id"), "primaryKey", Severity.ERROR)))));

    Staged staged = stage(batch);

    assertThat(staged.counts()).isEqualTo(new Counts(4, 2, 2, 0, 0));
    assertThat(rows(staged)).containsExactlyInAnyOrder("1|EUR|10.50|false|EUR|null", "1|null|null|true|null|null");
    assertThat(rejects).extracting(reject -> reject.failures().get(0).field() + " " + reject.failures().get(0).rule()).containsExactly("id required", "amount minimum");
  }

  @Test
  void aBatchOfTombstonesOwesNoRows() throws IOException {
    Checks many = new Checks("shop/order", "1", List.of(), List.of(), List.of(),
        List.of(new BatchCheck("rowCount", Severity.ERROR, "(SELECT count(*) FROM {table})", "{value} > 0", "a row", null, null)));

    Staged staged = stage(batch("{\"id\":1,\"_deleted\":true}\n", new Stage.Tombstones()).with(new Stage.Typed(ORDER)).with(new Stage.Checked(many)));

    assertThat(staged.counts().landed()).isEqualTo(1);
  }

  @Test
  void rowsComeInSourceOrderThoughTheyWereJoined() throws IOException {
    StringBuilder lines = new StringBuilder();
    java.util.stream.LongStream.range(0, 50_000).forEach(id -> lines.append("{\"id\":").append(id * 7919 % 50_000).append(",\"currency\":\"EUR\",\"amount\":1}\n"));
    Reference many = reference("SELECT range AS key FROM range(200000)");
    Batch batch = batch(lines.toString()).with(new Stage.Typed(ORDER)).with(new Stage.Joined(many, Map.of("id", "key"), Map.of("key", "found"), Stage.MissingKey.REJECT));

    List<Object> ids = new ArrayList<>();
    batch.forEach(row -> ids.add(row.get("id")));

    assertThat(ids).isEqualTo(java.util.stream.LongStream.range(0, 50_000).mapToObj(id -> (Object) (id * 7919 % 50_000)).toList());
  }

  @Test
  void tellsHowMuchOfABatchItHasReadWhileTheBatchIsInHand() throws IOException {
    Batch batch = batch("{\"id\":1,\"currency\":\"EUR\",\"amount\":1}\nnot json\n{\"id\":3,\"currency\":\"EUR\",\"amount\":1}\n").with(new Stage.Typed(ORDER));
    List<Scanned> seen = new ArrayList<>();
    RejectStore store = (id, some) -> seen.add(engine.scanned(id));

    assertThat(engine.scanned(batch.id())).isEqualTo(Scanned.NOTHING);
    engine.stage(batch, StageOptions.DEFAULT, folder.resolve("staging"), store);

    assertThat(seen).singleElement().satisfies(scanned -> {
      assertThat(scanned.rows()).isEqualTo(3);
      assertThat(scanned.share()).isBetween(0.9, 1.0);
    });
    assertThat(engine.scanned(batch.id())).isEqualTo(Scanned.NOTHING);
  }

  @Test
  void derivesColumnsAndRejectsARowItCannotCompute() throws IOException {
    Batch batch =
        batch("{\"id\":1,\"currency\":\"EUR\",\"amount\":3.00}\n{\"id\":0,\"currency\":\"USD\",\"amount\":1.00}\n{\"id\":2,\"currency\":\"7\",\"amount\":1.00}\n")
            .with(new Stage.Typed(ORDER))
            .with(new Stage.Derived("double_amount", "amount * 2", new Type.Decimal(18, 2)))
            .with(new Stage.Derived("number", "currency::INTEGER", null));

    Staged staged = stage(batch);

    assertThat(rows(staged)).containsExactly("2|7|1.00|2.00|7");
    assertThat(rejects).extracting(reject -> reject.failures().get(0).rule()).containsExactly("calculate", "calculate");
    assertThat(staged.columns()).extracting(Column::type)
        .containsExactly(new Type.Int(64, true), new Type.Text(), new Type.Decimal(18, 2), new Type.Decimal(18, 2), new Type.Int(32, true));
  }

  @Test
  void filtersJoinsAndDeduplicatesInTheOrderOfTheSteps() throws IOException {
    Batch batch =
        batch("""
            {"id":1,"currency":"EUR","amount":1.00}
            {"id":1,"currency":"EUR","amount":2.00}
            {"id":2,"currency":"XXX","amount":3.00}
            {"id":3,"currency":"USD","amount":0.00}
            {"id":4,"currency":"USD","amount":4.00}
            """)
            .with(new Stage.Typed(ORDER))
            .with(new Stage.Filtered("amount > 0"))
            .with(new Stage.Deduplicated(List.of("id"), null))
            .with(new Stage.Joined(rates("('EUR', 1.0), ('USD', 0.9)"), Map.of("currency", "code"), Map.of("rate", "rate"), Stage.MissingKey.REJECT));

    Staged staged = stage(batch);

    assertThat(staged.counts()).isEqualTo(new Counts(5, 2, 1, 1, 1));
    assertThat(rows(staged)).containsExactly("1|EUR|1.00|1.0", "4|USD|4.00|0.9");
    assertThat(rejects).singleElement().satisfies(reject -> assertThat(reject.failures())
        .containsExactly(new Reject.Failure("currency", "lookup", "a key of test/rates", "XXX")));
  }

  @Test
  void refusesAReferenceWithTwoRowsForOneKey() throws IOException {
    Batch batch =
        batch("{\"id\":1,\"currency\":\"EUR\",\"amount\":1.00}\n")
            .with(new Stage.Typed(ORDER))
            .with(new Stage.Joined(rates("('EUR', 1.0), ('EUR', 1.1)"), Map.of("currency", "code"), Map.of("rate", "rate"), Stage.MissingKey.KEEP));

    assertThatThrownBy(() -> stage(batch))
        .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ENRICH_AMBIGUOUS))
        .hasMessageContaining("test/rates").hasMessageContaining("EUR");
  }

  @Test
  void keepsTheFirstOfRowsWhoseKeyMustBeUnique() throws IOException {
    Batch batch =
        batch("""
            {"id":1,"currency":"EUR","amount":-1.00}
            {"id":1,"currency":"EUR","amount":2.00}
            {"id":1,"currency":"USD","amount":3.00}
            {"currency":"USD","amount":4.00}
            {"currency":"USD","amount":5.00}
            """)
            .with(new Stage.Typed(ORDER))
            .with(new Stage.Checked(checks(
                List.of(new RowCheck("amount", "minimum", Severity.ERROR, "amount < 0", "at least 0", null)),
                List.of(new UniqueCheck(List.of("id"), "unique", Severity.ERROR)))));

    Staged staged = stage(batch);

    assertThat(staged.counts()).isEqualTo(new Counts(5, 3, 2, 0, 0));
    assertThat(rows(staged)).containsExactly("1|EUR|2.00", "null|USD|4.00", "null|USD|5.00");
    assertThat(rejects).extracting(reject -> reject.failures().get(0).rule()).containsExactly("minimum", "unique");
  }

  @Test
  void explainsAValueThatDoesNotFitAndLetsNoSuchRowWinAKey() throws IOException {
    Batch batch =
        batch("{\"id\":1,\"amount\":0.105}\n{\"id\":1,\"amount\":1.00}\n{\"id\":1,\"amount\":2.00}\n{\"id\":true}\n")
            .with(new Stage.Typed(ORDER))
            .with(new Stage.Deduplicated(List.of("id"), null));

    Staged staged = stage(batch);

    assertThat(staged.counts()).isEqualTo(new Counts(4, 1, 2, 1, 0));
    assertThat(rows(staged)).containsExactly("1|null|1.00");
    assertThat(rejects).extracting(reject -> reject.failures().get(0).field()).containsExactly("amount", "id");
    assertThat(rejects).extracting(reject -> reject.failures().get(0).got()).containsExactly("0.105", "true");
  }

  @Test
  void rejectsAValueThatTheReferenceDoesNotKnow() throws IOException {
    Checks checks = new Checks("test/order", "1.0.0", List.of(), List.of(),
        List.of(new ForeignKey(List.of("currency"), rates("('EUR', 1.0)"), List.of("code"), Severity.ERROR)), List.of());

    Staged staged = stage(batch("{\"id\":1,\"currency\":\"EUR\"}\n{\"id\":2,\"currency\":\"XXX\"}\n{\"id\":3}\n")
        .with(new Stage.Typed(ORDER)).with(new Stage.Checked(checks)));

    assertThat(staged.counts()).isEqualTo(new Counts(3, 2, 1, 0, 0));
    assertThat(rejects.get(0).failures()).containsExactly(
        new Reject.Failure("currency", "foreignKey", "a value of test/rates (code)", "XXX"));
  }

  @Test
  void countsWarningsAndLandsTheRows() throws IOException {
    Staged staged = stage(batch("{\"id\":1,\"amount\":-1.00}\n{\"id\":1,\"amount\":1.00}\n")
        .with(new Stage.Typed(ORDER))
        .with(new Stage.Checked(checks(
            List.of(new RowCheck("amount", "minimum", Severity.WARNING, "amount < 0", "at least 0", null)),
            List.of(new UniqueCheck(List.of("id"), "unique", Severity.WARNING))))));

    assertThat(staged.counts()).isEqualTo(new Counts(2, 2, 0, 0, 0));
    assertThat(staged.warnings()).isEqualTo(Map.of("amount:minimum", 1L, "id:unique", 1L));
  }

  @Test
  void failsTheBatchWhenARuleOverAllRowsFails() throws IOException {
    Checks checks = new Checks("test/order", "1.0.0", List.of(), List.of(), List.of(),
        List.of(new BatchCheck("rowCount", Severity.ERROR, "SELECT count(*) FROM {table}", "{value} >= 2", "at least 2 rows", null, null)));

    assertThatThrownBy(() -> stage(batch("{\"id\":1}\n").with(new Stage.Typed(ORDER)).with(new Stage.Checked(checks))))
        .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONTRACT_DATASET_RULE))
        .hasMessageContaining("requires at least 2 rows, got 1");
  }

  @Test
  void writesHivePartitionsThatKeepTheirColumn() throws IOException {
    Batch batch = batch("{\"id\":1,\"currency\":\"EUR\"}\n{\"id\":2,\"currency\":\"USD\"}\n{\"id\":3}\n{\"id\":4,\"currency\":\"a/b c\"}\n").with(new Stage.Typed(ORDER));

    Staged staged = engine.stage(batch, new StageOptions("zstd", 3, List.of("currency"), 1 << 20, Map.of("batch_id", batch.id().value())), folder.resolve("staging"), (id, list) -> {});

    assertThat(staged.files()).extracting(file -> String.valueOf(file.partition().get("currency"))).containsExactlyInAnyOrder("EUR", "USD", "null", "a/b c");
    assertThat(staged.files()).allSatisfy(file -> assertThat(file.rows()).isEqualTo(1));
    assertThat(rows(staged)).contains("1|EUR|null", "3|null|null");
  }

  @Test
  void namesTheNearestColumnWhenAnExpressionNamesNone() throws IOException {
    assertThatThrownBy(() -> stage(batch("{\"id\":1}\n").with(new Stage.Typed(ORDER)).with(new Stage.Filtered("amonut > 0"))))
        .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.EXPRESSION_INVALID))
        .hasMessageContaining("amonut").hasMessageContaining("amount");
  }

  @Test
  void iteratesLandingRowsInSourceOrder() throws IOException {
    Batch batch = batch("{\"id\":3,\"amount\":1.00}\n{\"id\":2}\nbad\n{\"id\":1}\n").with(new Stage.Typed(ORDER));

    List<Object> ids = new ArrayList<>();
    batch.forEach(row -> ids.add(row.get("id")));

    assertThat(ids).containsExactly(3L, 2L, 1L);
  }

  private static Checks checks(List<RowCheck> rows, List<UniqueCheck> uniques) {
    return new Checks("test/order", "1.0.0", rows, uniques, List.of(), List.of());
  }

  private static Reference rates(String values) {
    return reference("SELECT * FROM (VALUES " + values + ") t(code, rate)");
  }

  private static Reference reference(String query) {
    return new Reference() {
      @Override
      public String name() {
        return "test/rates";
      }

      @Override
      public String open(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement()) {
          statement.execute("CREATE TEMP TABLE " + table + " AS " + query);
        }
        return table;
      }
    };
  }

  private Batch batch(String ndjson, Stage... first) throws IOException {
    Path delivered = Files.writeString(folder.resolve("orders.ndjson"), ndjson);
    BatchId id = BatchId.of("orders", "test", "all", 0);
    Segment segment = new SegmentWriter().write(delivered, delivered.toString(), SegmentOptions.DETECT, folder.resolve("segments").resolve(id.value()));
    return new Batch(id, "orders", segment, List.of(first), engine);
  }

  private Staged stage(Batch batch) {
    return engine.stage(batch, StageOptions.DEFAULT, folder.resolve("staging"), (id, portion) -> rejects.addAll(portion));
  }

  private List<String> rows(Staged staged) {
    try (Connection connection = java.sql.DriverManager.getConnection("jdbc:duckdb:"); Statement statement = connection.createStatement()) {
      List<String> lines = new ArrayList<>();
      try (var answer = statement.executeQuery("SELECT * FROM " + StagedFiles.relation(staged.files().stream().map(StagedFile::path).toList()) + " ORDER BY ALL")) {
        while (answer.next()) {
          List<String> cells = new ArrayList<>();
          for (int i = 1; i <= answer.getMetaData().getColumnCount(); i++) {
            cells.add(answer.getString(i));
          }
          lines.add(String.join("|", cells.stream().map(String::valueOf).toList()));
        }
      }
      return lines;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
