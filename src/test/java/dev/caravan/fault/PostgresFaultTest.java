package dev.caravan.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.ErrorCode;
import dev.caravan.fault.Operator.Seen;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong between a flow and the PostgreSQL it lands in, or keeps its ledger in. */
@Timeout(120)
class PostgresFaultTest {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<Long> IDS = LongStream.rangeClosed(1, 40).boxed().toList();

  @TempDir static Path server;
  private static PostgresServer postgres;

  @TempDir Path folder;
  private Operator operator;

  @BeforeAll
  static void startPostgres() throws IOException, SQLException {
    postgres = new PostgresServer(server.resolve("postgres"));
    postgres.start();
    postgres.execute("CREATE ROLE loader LOGIN; GRANT ALL ON SCHEMA public TO loader; GRANT CREATE ON DATABASE postgres TO loader");
  }

  @AfterAll
  static void stopPostgres() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void prepare() throws IOException, SQLException {
    postgres.execute("DROP TABLE IF EXISTS orders; DROP TABLE IF EXISTS others; DROP TABLE IF EXISTS caravan_batch; DROP SCHEMA IF EXISTS ledger CASCADE");
    postgres.execute("CREATE SCHEMA ledger AUTHORIZATION loader");
    operator =
        new Operator(folder)
            .set("caravan.datasource.shop.url", postgres.url()).set("caravan.datasource.shop.user", "loader")
            .set("caravan.database.connect", "2s").set("caravan.database.answer", "4s").set("caravan.database.take", "1s")
            .set("caravan.breaker.calls", "1000");
    flow("orders", "orders");
  }

  private void flow(String flow, String table) throws IOException {
    operator.write("inbox/" + flow + "/a.csv", "id\n" + IDS.stream().map(Object::toString).collect(Collectors.joining("\n")) + "\n");
    operator.write("routes/" + flow + ".camel.yaml", """
        - route:
            id: %1$s
            routeConfigurationId: ingest
            from:
              uri: kamelet:file-source
              parameters: {path: "%2$s", settle: 0s}
              steps:
                - to: {uri: "kamelet:jdbc-upsert-sink", parameters: {dataSource: shop, table: %3$s, key: id}}
        """.formatted(flow, folder.resolve("inbox").resolve(flow), table));
  }

  /** Each row takes its time, so that there is a middle to break off in. */
  private static void slowTable(String name, String secondsARow) throws SQLException {
    postgres.execute(
        "CREATE TABLE " + name + " (id TEXT PRIMARY KEY); ALTER TABLE " + name + " OWNER TO loader;"
            + "CREATE OR REPLACE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(" + secondsARow + "); RETURN NEW; END $$;"
            + "CREATE TRIGGER slowly BEFORE INSERT ON " + name + " FOR EACH ROW EXECUTE FUNCTION slowly()");
  }

  private static void awaitInsert(String table) {
    await().atMost(PATIENCE).until(() -> postgres.numbers("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'INSERT INTO \"" + table + "\"%'").get(0) > 0);
  }

  private void assertToldAndKept(Seen seen, ErrorCode code, String shown) throws IOException {
    assertThat(seen.exit()).as(seen.log().toString()).isEqualTo(FAILED);
    assertThat(seen.of("orders")).filteredOn(line -> line.startsWith("ERROR")).singleElement().asString().contains("[" + code.code() + "]").contains(shown).contains("next: ");
    JsonNode run = operator.ledger().get(0);
    assertThat(run.path("state").asText()).isEqualTo("failed");
    assertThat(run.path("code").asText()).isEqualTo(code.code());
    assertThat(run.path("read").asLong()).isZero();
    OperatorsPage.tells(code, shown);
  }

  private void assertAllOnce(String table) throws SQLException, IOException {
    assertThat(postgres.numbers("SELECT id::bigint FROM " + table + " ORDER BY 1")).isEqualTo(IDS);
    assertThat(operator.ledger()).filteredOn(run -> run.path("flow").asText().equals(table)).extracting(run -> run.path("landed").asLong()).containsOnlyOnce((long) IDS.size()).doesNotContain(1L);
    assertThat(postgres.numbers("SELECT sum(rows)::bigint FROM caravan_batch WHERE target LIKE '%" + table + "%'")).containsExactly((long) IDS.size());
    operator.assertBalanced();
  }

  @Test
  void aServerThatIsDownIsToldAtOnceAndTheBatchLandsWhenItIsBack() throws Exception {
    postgres.kill();
    Seen during = operator.runOnce();
    assertToldAndKept(during, ErrorCode.SINK_TARGET, "refused");

    postgres.start();
    assertThat(operator.runOnce().exit()).isEqualTo(DONE);
    assertAllOnce("orders");
  }

  @Test
  void aServerKilledInTheMiddleOfALandingAndStartedAgainCostsTimeOnly() throws Exception {
    operator.set("caravan.retry.attempts", "100").set("caravan.retry.delay", "300ms").set("caravan.retry.backoff", "1");
    slowTable("orders", "0.03");
    CompletableFuture<Seen> run = CompletableFuture.supplyAsync(operator::runOnce);
    awaitInsert("orders");

    postgres.kill();
    postgres.start();

    assertThat(run.get().exit()).as(run.get().log().toString()).isEqualTo(DONE);
    assertAllOnce("orders");
  }

  @Test
  void aServerThatFallsSilentIsGivenUpAndTheBatchLandsWhenItAnswersAgain() throws Exception {
    slowTable("orders", "0.03");
    CompletableFuture<Seen> run = CompletableFuture.supplyAsync(operator::runOnce);
    awaitInsert("orders");

    postgres.freeze();
    Seen during = run.get();
    postgres.thaw();

    assertToldAndKept(during, ErrorCode.SINK_TARGET, "onnection attempt timed out");
    assertThat(operator.runOnce().exit()).isEqualTo(DONE);
    assertAllOnce("orders");
  }

  @Test
  void aServerThatHasNoConnectionLeftIsToldAndTheBatchLandsWhenItHas() throws Exception {
    postgres.execute("ALTER ROLE loader CONNECTION LIMIT 0");
    Seen during = operator.runOnce();
    postgres.execute("ALTER ROLE loader CONNECTION LIMIT -1");

    assertToldAndKept(during, ErrorCode.SINK_TARGET, "too many connections");
    assertThat(operator.runOnce().exit()).isEqualTo(DONE);
    assertAllOnce("orders");
  }

  @Test
  void aFlowThatWaitsForAConnectionOfThePoolIsToldWhoHasThemAllAndLandsLater() throws Exception {
    operator.set("caravan.database.connections", "1").set("caravan.retry.attempts", "20").set("caravan.retry.delay", "200ms").set("caravan.retry.backoff", "1");
    flow("others", "others");
    slowTable("orders", "0.03");
    slowTable("others", "0.03");

    Seen seen = operator.runOnce();

    assertThat(seen.exit()).as(seen.log().toString()).isEqualTo(DONE);
    OperatorsPage.tells(ErrorCode.SINK_TARGET, "caravan.database.take");
    assertThat(seen.log()).anyMatch(line -> line.contains("all 1 connections to shop were in use for 1 s (caravan.database.connections, caravan.database.take)"));
    assertAllOnce("orders");
    assertAllOnce("others");
  }

  @Test
  void aLedgerKilledInTheMiddleAndStartedAgainCostsTimeOnly() throws Exception {
    operator.set("caravan.retry.attempts", "100").set("caravan.retry.delay", "300ms").set("caravan.retry.backoff", "1");
    operator.set("caravan.ledger.url", postgres.url() + "?currentSchema=ledger").set("caravan.ledger.user", "loader");
    slowTable("orders", "0.03");
    CompletableFuture<Seen> run = CompletableFuture.supplyAsync(operator::runOnce);
    awaitInsert("orders");

    postgres.kill();
    postgres.start();

    assertThat(run.get().exit()).as(run.get().log().toString()).isEqualTo(DONE);
    assertAllOnce("orders");
  }

  @Test
  void aLedgerThatIsDownIsToldBeforeAnythingIsRead() throws Exception {
    operator.set("caravan.ledger.url", postgres.url() + "?currentSchema=ledger").set("caravan.ledger.user", "loader");
    postgres.kill();
    Seen during = operator.runOnce();
    postgres.start();

    assertThat(during.exit()).isEqualTo(FAILED);
    assertThat(during.printed()).contains("[" + ErrorCode.LEDGER_UNAVAILABLE.code() + "]").contains("Could not open the ledger database").contains("refused").contains("next: ");
    OperatorsPage.tells(ErrorCode.LEDGER_UNAVAILABLE, "Could not open the ledger database");
    assertThat(operator.runOnce().exit()).isEqualTo(DONE);
    assertAllOnce("orders");
  }
}
