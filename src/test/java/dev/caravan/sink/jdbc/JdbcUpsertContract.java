package dev.caravan.sink.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.batch.Batch;
import dev.caravan.batch.Checks;
import dev.caravan.batch.Column;
import dev.caravan.batch.Counts;
import dev.caravan.batch.DriftPolicy;
import dev.caravan.batch.DriftRules;
import dev.caravan.batch.DriftWatch;
import dev.caravan.batch.Stage;
import dev.caravan.batch.Staged;
import dev.caravan.batch.StagedFile;
import dev.caravan.batch.Type;
import dev.caravan.catalog.Landings;
import dev.caravan.sink.SinkFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the JDBC sink promises on each database. */
abstract class JdbcUpsertContract {
  private static final List<Column> ORDER =
      List.of(new Column("id", new Type.Int(64, true)), new Column("it's \"a\" name", new Type.Text()), new Column("amount", new Type.Decimal(10, 2)));
  private static final List<String> KEY = List.of("id");

  @TempDir Path folder;
  SinkFixture fixture;
  DataSource source;

  abstract DataSource database(Path folder) throws Exception;

  @BeforeEach
  void start() throws Exception {
    fixture = new SinkFixture(folder, null);
    source = database(folder);
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
    if (source instanceof AutoCloseable pool) {
      pool.close();
    }
  }

  @Test
  void insertsUpdatesAndLeavesTheRest() throws Exception {
    JdbcUpsert sink = sink("orders", true);
    land(sink, "a", ORDER, "(1, 'one', 1.10), (2, 'it''s', 2.20)");
    land(sink, "b", ORDER, "(2, NULL, 0.00), (3, '', 9.99)");

    assertThat(query("SELECT * FROM \"orders\" ORDER BY \"id\"")).containsExactly("1|one|1.10", "2|null|0.00", "3||9.99");
    assertThat(query("SELECT \"rows\" FROM \"caravan_batch\" ORDER BY \"landed_at\"")).containsExactly("2", "2");
  }

  @Test
  void everyTypeArrivesExactly() throws Exception {
    List<Column> columns =
        List.of(
            new Column("id", new Type.Text()),
            new Column("flag", new Type.Bool()),
            new Column("tiny", new Type.Int(8, true)),
            new Column("unsigned", new Type.Int(64, false)),
            new Column("huge", new Type.Decimal(38, 0)),
            new Column("amount", new Type.Decimal(38, 10)),
            new Column("ratio", new Type.Floating(64)),
            new Column("day", new Type.Date()),
            new Column("clock", new Type.Time()),
            new Column("wall", new Type.Timestamp(false)),
            new Column("instant", new Type.Timestamp(true)),
            new Column("tree", new Type.Json()));
    land(
        sink("types", true), "a", columns,
        "('a,\"b\"\nc', true, -128, 18446744073709551615, '99999999999999999999999999999999999999', '1234567890123456789012345678.0123456789', "
            + "0.1, '2026-02-28', '23:59:59.123456', '2026-01-02 03:04:05.678901', '2026-01-02 03:04:05.678901+00', '{\"a\": [1, null]}'), "
            + "('null', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)");

    String text = "SELECT \"flag\", \"tiny\", \"unsigned\", \"huge\", \"amount\", \"ratio\", \"day\", \"clock\", \"wall\" FROM \"types\" WHERE \"flag\"";
    assertThat(query(text))
        .containsExactly(
            "true|-128|18446744073709551615|99999999999999999999999999999999999999|1234567890123456789012345678.0123456789|0.1|2026-02-28|"
                + "23:59:59.123456|2026-01-02T03:04:05.678901");
    assertThat(query("SELECT \"id\" FROM \"types\" WHERE \"instant\" = TIMESTAMP WITH TIME ZONE '2026-01-02 03:04:05.678901+00'"))
        .containsExactly("a,\"b\"\nc");
    assertThat(query("SELECT \"tree\" FROM \"types\" WHERE \"flag\"").get(0).replace(" ", "")).isEqualTo("{\"a\":[1,null]}");
    assertThat(query("SELECT count(*) FROM \"types\" WHERE \"flag\" IS NULL AND \"amount\" IS NULL AND \"tree\" IS NULL AND \"clock\" IS NULL")).containsExactly("1");
  }

  @Test
  void theSameBatchTwiceHasTheEffectOfOnce() throws Exception {
    JdbcUpsert sink = sink("orders", true);
    BatchTable.Entry first = land(sink, "a", ORDER, "(1, 'one', 1.10)");
    execute("UPDATE \"orders\" SET \"amount\" = 5");

    BatchTable.Entry again = land(sink, "a", ORDER, "(1, 'one', 1.10), (2, 'two', 2.20)");

    assertThat(again).isEqualTo(first);
    assertThat(query("SELECT * FROM \"orders\"")).containsExactly("1|one|5.00");
  }

  @Test
  void twoTablesOfOneDatabaseTakeTheSameBatch() throws Exception {
    land(sink("orders", true), "a", ORDER, "(1, 'one', 1.10)");
    land(sink("copies", true), "a", ORDER, "(1, 'one', 1.10)");

    assertThat(query("SELECT * FROM \"copies\"")).containsExactly("1|one|1.10");
  }

  @Test
  void ofManyWhoLandTheSameBatchOneDoes() throws Exception {
    JdbcUpsert sink = sink("orders", true);
    land(sink, "first", ORDER, "(0, 'zero', 0.00)");
    Staged staged = staged("a", ORDER, "(1, 'one', 1.10)");
    CountDownLatch together = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<BatchTable.Entry>> landings = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Path scratch = Files.createDirectories(folder.resolve("scratch-" + i));
      landings.add(
          threads.submit(
              () -> {
                together.await();
                return sink.land(batch("a"), KEY, staged, scratch);
              }));
    }
    together.countDown();
    int succeeded = 0;
    for (Future<BatchTable.Entry> landing : landings) {
      try {
        landing.get();
        succeeded++;
      } catch (java.util.concurrent.ExecutionException refused) {
        assertThat(refused.getCause()).hasMessageContaining("[sink.target-unavailable]");
      }
    }
    threads.shutdown();

    assertThat(succeeded).isPositive();
    assertThat(query("SELECT count(*) FROM \"caravan_batch\"")).containsExactly("2");
    assertThat(query("SELECT * FROM \"orders\" ORDER BY \"id\"")).containsExactly("0|zero|0.00", "1|one|1.10");
  }

  @Test
  void aFailureInTheMiddleLeavesNothing() throws Exception {
    execute("CREATE TABLE \"orders\" (\"id\" BIGINT PRIMARY KEY, \"it's \"\"a\"\" name\" " + text() + ", \"amount\" DECIMAL(10,2) CHECK (\"amount\" < 100))");
    JdbcUpsert sink = sink("orders", true);

    assertThatThrownBy(() -> land(sink, "a", ORDER, "(1, 'one', 1.10), (2, 'two', 200)")).hasMessageContaining("[sink.rows-refused]");

    assertThat(query("SELECT * FROM \"orders\"")).isEmpty();
    assertThat(query("SELECT * FROM \"caravan_batch\"")).isEmpty();
    land(sink, "a", ORDER, "(1, 'one', 1.10)");
    assertThat(query("SELECT * FROM \"orders\"")).containsExactly("1|one|1.10");
  }

  private static final List<Column> PERSON =
      List.of(
          new Column("id", new Type.Int(64, true)), new Column("name", new Type.Text()), new Column("email", new Type.Text()), new Column("age", new Type.Int(32, true)));

  @Test
  void rowsThatTheDatabaseRefusesAreRejectedAndTheOthersLand() throws Exception {
    people();
    execute("INSERT INTO \"people\" VALUES (90, 'old', 'taken', 1)");
    Batch batch =
        fixture.batch(
            "a", PERSON, person(1, "Anna", "anna", 30), person(2, "Maximiliana", "max", 31), person(3, "Ben", "ben", -7), person(4, "Carl", "taken", 40),
            person(5, "Dora", "dora", 50), person(6, "Dirk", "dora", 51), person(7, null, "nobody", 52), person(8, "Ed", "ed", 60));

    land(people("upsert"), batch);

    assertThat(query("SELECT \"id\", \"name\" FROM \"people\" ORDER BY \"id\"")).containsExactly("1|Anna", "5|Dora", "8|Ed", "90|old");
    assertThat(fixture.landings.outcome(batch.id()).counts()).isEqualTo(new Counts(8, 3, 5, 0, 0));
    assertThat(query("SELECT \"records_read\", \"rows\", \"rejected\" FROM \"caravan_batch\"")).containsExactly("8|3|5");
    assertThat(fixture.rejected()).containsOnlyKeys(1L, 2L, 3L, 5L, 6L).allSatisfy((record, reason) -> assertThat(reason).endsWith(" refused"));
    assertThat(fixture.rejected()).containsEntry(2L, "age refused").containsEntry(3L, "email refused").containsEntry(6L, "name refused");
    assertThat(fixture.rejects.get(3L).step()).isEqualTo("land");
    assertThat(fixture.rejects.get(3L).raw()).asString().contains("\"taken\"");
    for (long record : List.of(1L, 2L, 3L, 5L, 6L)) {
      assertThat(fixture.rejects.get(record).failures())
          .singleElement()
          .satisfies(
              failure -> {
                assertThat(failure.required()).isEqualTo("a row that db.people takes");
                assertThat(failure.got()).as("what is wrong, without the values of the row").isNotBlank().doesNotContain("taken", "Maximiliana", "-7", "dora");
              });
    }
  }

  @Test
  void aRowOfWhichNoVersionCanBeKeptIsRejected() throws Exception {
    execute("CREATE TABLE \"people\" (\"id\" BIGINT, \"name\" " + text() + ", \"email\" " + text() + ", \"age\" INTEGER CHECK (\"age\" >= 0), "
        + "\"valid_from\" TIMESTAMP WITH TIME ZONE, \"valid_to\" TIMESTAMP WITH TIME ZONE, \"is_current\" BOOLEAN)");

    land(people("history"), fixture.batch("a", PERSON, person(1, "Anna", "anna", 30), person(2, "Ben", "ben", -7)));
    land(people("history"), fixture.batch("b", PERSON, person(1, "Anna", "anna", -30), person(2, "Ben", "ben", 7)));

    assertThat(query("SELECT \"id\", \"age\", \"is_current\" FROM \"people\" ORDER BY \"id\"")).containsExactly("1|30|true", "2|7|true");
  }

  @Test
  void moreRefusedRowsThanAreAllowedFailTheBatch() throws Exception {
    people();
    String[] lines = LongStream.rangeClosed(0, SinkFixture.REFUSED_AT_MOST + 1).mapToObj(id -> person(id, "Anna", "anna" + id, (int) -id)).toArray(String[]::new);
    Batch batch = fixture.batch("a", PERSON, lines);

    assertThatThrownBy(() -> land(people("upsert"), batch))
        .hasMessageContaining("db.people refuses rows of batch " + batch.id() + ", record 2 first: ")
        .hasMessageContaining("requires at most 5, got more [sink.rows-refused]")
        .hasMessageContaining("caravan.rejects.by-target");

    assertThat(query("SELECT * FROM \"people\"")).isEmpty();
    assertThat(query("SELECT * FROM \"caravan_batch\"")).isEmpty();
  }

  @Test
  void aRouteThatBearsNoRejectsStopsAtARefusedRow() throws Exception {
    people();
    Checks none = new Checks("shop/person", "1.0.0", List.of(), List.of(), List.of(), List.of());
    Batch batch = fixture.batch("a", PERSON, person(1, "Anna", "anna", 30), person(2, "Ben", "ben", -7)).with(new Stage.Checked(none, Stage.OnReject.FAIL));

    assertThatThrownBy(() -> land(people("upsert"), batch)).hasMessageContaining("[batch.rejects-refused]");

    assertThat(query("SELECT * FROM \"people\"")).isEmpty();
    assertThat(fixture.rejected()).containsOnlyKeys(1L);
  }

  private void people() throws Exception {
    execute("CREATE TABLE \"people\" (\"id\" BIGINT PRIMARY KEY, \"name\" " + shortText("name") + " NOT NULL, \"email\" " + text()
        + " UNIQUE, \"age\" INTEGER CHECK (\"age\" >= 0))");
  }

  private JdbcUpsert people(String mode) {
    return new JdbcUpsert(fixture.services, source, JdbcUpsertConfig.parse("db", "people", "id", true, mode, "", "mark", false));
  }

  private static void land(JdbcUpsert sink, Batch batch) {
    sink.commit(sink.plan(batch));
  }

  private static String person(long id, String name, String email, int age) {
    return "{\"id\":" + id + ",\"name\":" + (name == null ? "null" : '"' + name + '"') + ",\"email\":\"" + email + "\",\"age\":" + age + "}";
  }

  /** A type for text of at most ten characters. */
  String shortText(String column) {
    return "VARCHAR(10)";
  }

  @Test
  void tellsEveryDifferenceOfTheTable() throws Exception {
    execute("CREATE TABLE \"orders\" (\"id\" INTEGER PRIMARY KEY, \"amount\" DECIMAL(10,3))");

    assertThatThrownBy(() -> land(sink("orders", true), "a", ORDER, "(1, 'one', 1.10)"))
        .hasMessageContaining("Column \"id\" of table orders has another type")
        .hasMessageContaining("requires NUMERIC(10,2), got NUMERIC(10,3)")
        .hasMessageContaining("Table orders has no column \"it's \"\"a\"\" name\"")
        .hasMessageContaining("[sink.schema-mismatch]");
  }

  @Test
  void aTableGetsTheColumnsThatItsContractLetsEvolve() throws Exception {
    land(sink("orders", true), "a", ORDER, "(1, 'one', 1.10)");
    List<Column> more = new ArrayList<>(ORDER);
    more.add(new Column("it's \"new\"", new Type.Decimal(38, 10)));
    more.add(new Column("tags", new Type.Json()));
    DriftRules rules = new DriftRules("shop/order", "1.0.0", "", DriftPolicy.EVOLVE, Map.of(), Set.of());
    Batch batch = batch("b").with(new Stage.Typed(List.of(), rules, DriftWatch.FORGETFUL));
    Staged staged = staged("b", more, "(2, 'two', 2.20, 0.5, '[1]')");
    Path scratch = Files.createDirectories(folder.resolve("scratch"));

    assertThatThrownBy(() -> sink("orders", false).land(batch, KEY, staged, scratch)).as("the table is somebody else's").hasMessageContaining("[sink.schema-mismatch]");
    sink("orders", true).land(batch, KEY, staged, scratch);

    assertThat(query("SELECT \"id\", \"it's \"\"new\"\"\", \"tags\" FROM \"orders\" ORDER BY \"id\"")).containsExactly("1|null|null", "2|0.5000000000|[1]");
  }

  @Test
  void doesNotCreateATableWhenToldNotTo() {
    assertThatThrownBy(() -> land(sink("orders", false), "a", ORDER, "(1, 'one', 1.10)"))
        .hasMessageContaining("There is no table orders, and the sink may not create it [sink.schema-mismatch]");
    assertThatThrownBy(() -> land(sink("nowhere.orders", false), "a", ORDER, "(1, 'one', 1.10)"))
        .hasMessageContaining("There is no table nowhere.orders, and the sink may not create it [sink.schema-mismatch]");
  }

  @Test
  void refusesRowsThatShareOrLackAKey() {
    assertThatThrownBy(() -> land(sink("orders", true), "a", ORDER, "(1, 'one', 1.10), (1, 'two', 2.20)"))
        .hasMessageContaining("Two rows of the batch have the same key")
        .hasMessageContaining("[sink.no-key]");
    assertThatThrownBy(() -> land(sink("orders", true), "a", ORDER, "(NULL, 'one', 1.10)")).hasMessageContaining("A row has no value in the key");
  }

  @Test
  void aTableCannotBeNamedToDoHarm() {
    assertThatThrownBy(() -> sink("orders; DROP TABLE x", true)).hasMessageContaining("[config.bad-value]");
    assertThatThrownBy(() -> sink("a.b.c", true)).hasMessageContaining("requires table or schema.table");
  }

  @Test
  void landsThroughTheKameletByTheContractsKey() throws Exception {
    Checks checks = new Checks("retail/order", "1.0.0", List.of(), List.of(new Checks.UniqueCheck(KEY, "primaryKey", Checks.Severity.ERROR)), List.of(), List.of());
    Batch batch =
        fixture.batch("a", "{\"id\":1,\"day\":\"2026-01-01\",\"name\":\"one\"}", "{\"id\":2,\"day\":null,\"name\":null}").with(new Stage.Checked(checks));
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.getComponent("kamelet", KameletComponent.class).setLocation("file:kamelets");
      camel.getRegistry().bind("sinks", fixture.services);
      camel.getRegistry().bind("db", source);
      camel.getRegistry().bind("dependencies", SinkFixture.dependencies());
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from("direct:land").to("kamelet:jdbc-upsert-sink?dataSource=db&table=shop.orders");
            }
          });
      camel.start();

      Object body = camel.createProducerTemplate().requestBody("direct:land", batch);
      assertThat(body).isSameAs(batch);
      assertThat(query("SELECT * FROM \"shop\".\"orders\" ORDER BY \"id\"")).containsExactly("1|2026-01-01|one", "2|null|null");
      assertThat(fixture.landings.outcome(batch.id()))
          .isEqualTo(new Landings.Outcome(new Counts(2, 2, 0, 0, 0), Map.of(), null, List.of(new Landings.Landing("jdbc", "db.shop.orders", "shop.orders"))));
      assertThat(fixture.ledger.landed()).containsExactly(batch.id() + " jdbc db.shop.orders 2");

      camel.createProducerTemplate().requestBody("direct:land", batch);
      assertThat(fixture.landings.outcome(batch.id()).counts()).isEqualTo(new Counts(2, 2, 0, 0, 0));
    }
  }

  private static final Column GONE = new Column("_deleted", new Type.Bool());
  private static final List<Column> MARKED = List.of(new Column("id", new Type.Int(64, true)), new Column("name", new Type.Text()), GONE);
  private static final List<Column> VERSIONED =
      List.of(new Column("id", new Type.Int(64, true)), new Column("name", new Type.Text()), new Column("changed", new Type.Timestamp(false)), GONE);
  private static final String HISTORY = "SELECT \"name\", \"valid_from\", \"valid_to\", \"is_current\", \"_deleted\" FROM \"orders\" ORDER BY \"id\", \"valid_from\"";

  @Test
  void aTombstoneMarksItsRowWhichKeepsItsValuesUntilItComesBack() throws Exception {
    JdbcUpsert sink = sink("upsert", "", "mark");
    land(sink, "a", MARKED, "(1, 'one', false), (2, 'two', false)");
    land(sink, "b", MARKED, "(1, NULL, true), (9, NULL, true)");

    assertThat(query("SELECT * FROM \"orders\" ORDER BY \"id\"")).containsExactly("1|one|true", "2|two|false");
    land(sink, "c", MARKED, "(1, 'again', false)");
    assertThat(query("SELECT * FROM \"orders\" ORDER BY \"id\"")).containsExactly("1|again|false", "2|two|false");
  }

  @Test
  void aTombstoneRemovesItsRowWhenToldTo() throws Exception {
    JdbcUpsert sink = sink("upsert", "", "remove");
    land(sink, "a", MARKED, "(1, 'one', false), (2, 'two', false)");
    land(sink, "b", MARKED, "(1, NULL, true), (3, 'three', false)");

    assertThat(query("SELECT * FROM \"orders\" ORDER BY \"id\"")).containsExactly("2|two", "3|three");
  }

  @Test
  void keepsEveryVersionWithTheTimesItWasValid() throws Exception {
    JdbcUpsert sink = sink("history", "changed", "mark");
    land(sink, "a", VERSIONED, "(1, 'a', '2026-01-01', false), (2, 'x', '2026-01-01', false)");
    land(sink, "b", VERSIONED, "(1, 'c', '2026-03-01', false)");
    // Late, and two versions of one key in one batch.
    land(sink, "c", VERSIONED, "(1, 'b', '2026-02-01', false), (1, 'd', '2026-04-01', false)");

    List<String> versions = List.of(
        "a|2026-01-01T00:00|2026-02-01T00:00|false|false", "b|2026-02-01T00:00|2026-03-01T00:00|false|false",
        "c|2026-03-01T00:00|2026-04-01T00:00|false|false", "d|2026-04-01T00:00|null|true|false", "x|2026-01-01T00:00|null|true|false");
    assertThat(query(HISTORY)).containsExactlyElementsOf(versions);

    land(sink, "c", VERSIONED, "(1, 'never', '2026-05-01', false)");
    assertThat(query(HISTORY)).as("the same batch again").containsExactlyElementsOf(versions);
    land(sink, "d", VERSIONED, "(1, 'b', '2026-02-01', false), (1, 'd', '2026-04-01', false)");
    assertThat(query(HISTORY)).as("the same versions in another batch").containsExactlyElementsOf(versions);
  }

  @Test
  void aDeletionEndsTheLastVersionAndOnesThatComeLateTakeTheirPlaceBeforeIt() throws Exception {
    JdbcUpsert sink = sink("history", "changed", "mark");
    land(sink, "a", VERSIONED, "(1, 'a', '2026-01-01', false)");
    land(sink, "b", VERSIONED, "(1, NULL, '2026-03-01', true)");
    land(sink, "c", VERSIONED, "(1, 'b', '2026-02-01', false)");

    assertThat(query(HISTORY)).containsExactly(
        "a|2026-01-01T00:00|2026-02-01T00:00|false|false", "b|2026-02-01T00:00|2026-03-01T00:00|false|false", "null|2026-03-01T00:00|null|false|true");
    land(sink, "d", VERSIONED, "(1, 'back', '2026-04-01', false)");
    assertThat(query("SELECT \"name\" FROM \"orders\" WHERE \"is_current\"")).containsExactly("back");
  }

  @Test
  void withoutATimeOfChangeAVersionBeginsWhenARowLandsThatDiffers() throws Exception {
    JdbcUpsert sink = sink("history", "", "mark");
    land(sink, "a", MARKED, "(1, 'a', false), (2, 'x', false)");
    land(sink, "b", MARKED, "(1, 'b', false), (2, 'x', false)");
    land(sink, "c", MARKED, "(1, NULL, true)");
    land(sink, "d", MARKED, "(1, NULL, true)");

    assertThat(query("SELECT \"id\", \"name\", \"is_current\", \"_deleted\" FROM \"orders\" ORDER BY \"id\", \"valid_from\""))
        .containsExactly("1|a|false|false", "1|b|false|false", "1|null|false|true", "2|x|true|false");
    assertThat(query("SELECT count(*) FROM \"orders\" a JOIN \"orders\" b ON a.\"id\" = b.\"id\" AND a.\"valid_to\" = b.\"valid_from\"")).containsExactly("2");
  }

  @Test
  void refusesAHistoryThatCannotBeOrdered() throws Exception {
    assertThatThrownBy(() -> land(sink("history", "chnged", "mark"), "a", VERSIONED, "(1, 'a', '2026-01-01', false)"))
        .hasMessageContaining("[batch.column-unknown]").hasMessageContaining("did you mean 'changed'?");
    assertThatThrownBy(() -> land(sink("history", "name", "mark"), "a", VERSIONED, "(1, 'a', '2026-01-01', false)"))
        .hasMessageContaining("cannot be ordered by name").hasMessageContaining("[sink.schema-mismatch]");
    assertThatThrownBy(() -> land(sink("history", "changed", "mark"), "a", VERSIONED, "(1, 'a', NULL, false)"))
        .hasMessageContaining("A row does not say which version it is").hasMessageContaining("[sink.no-key]");
    assertThatThrownBy(() -> land(sink("history", "changed", "mark"), "b", VERSIONED, "(1, 'a', '2026-01-01', false), (1, 'b', '2026-01-01', false)"))
        .hasMessageContaining("Two rows of the batch are the same version").hasMessageContaining("[sink.no-key]");
    assertThat(query("SELECT * FROM \"caravan_batch\"")).isEmpty();
    assertThatThrownBy(() -> sink("upsert", "changed", "mark")).hasMessageContaining("[config.bad-value]");
    assertThatThrownBy(() -> sink("history", "changed", "remove")).hasMessageContaining("[config.bad-value]");
    assertThatThrownBy(() -> sink("histroy", "", "mark")).hasMessageContaining("did you mean 'history'?");
  }

  private JdbcUpsert sink(String mode, String versionBy, String deletes) {
    return new JdbcUpsert(fixture.services, source, JdbcUpsertConfig.parse("db", "orders", "id", true, mode, versionBy, deletes, false));
  }

  @Test
  void aBatchIsReplacedAndRowsThatLaterOnesHaveWrittenStand() throws Exception {
    JdbcUpsert sink = replaceable();
    land(sink, "a", ORDER, "(1, 'a', 1.00), (2, 'a', 1.00), (3, 'a', 1.00)");
    land(sink, "b", ORDER, "(3, 'b', 2.00), (4, 'b', 2.00)");
    fixture.ledger.replaces(batch("a2").id(), batch("a").id());

    land(sink, "a2", ORDER, "(2, 'a2', 1.50), (3, 'a2', 1.50), (5, 'a2', 1.50)");

    assertThat(query("SELECT * FROM \"orders\" ORDER BY \"id\"")).containsExactly("2|a2|1.50", "3|b|2.00", "4|b|2.00", "5|a2|1.50");
    land(sink, "c", ORDER, "(2, 'c', 3.00)");
    fixture.ledger.replaces(batch("a3").id(), batch("a2").id());
    land(sink, "a3", ORDER, "(1, 'a3', 0.00), (2, 'a3', 0.00)");
    assertThat(query("SELECT * FROM \"orders\" ORDER BY \"id\"")).containsExactly("1|a3|0.00", "2|c|3.00", "3|b|2.00", "4|b|2.00");
    fixture.ledger.replaces(batch("b2").id(), batch("b").id());
    land(sink, "b2", ORDER, "(1, 'b2', 5.00)");
    assertThat(query("SELECT * FROM \"orders\" ORDER BY \"id\"")).as("b came after a").containsExactly("1|b2|5.00", "2|c|3.00");
  }

  @Test
  void withoutKnowingWhoseRowsAreWhoseNothingIsReplaced() throws Exception {
    JdbcUpsert sink = sink("orders", true);
    land(sink, "a", ORDER, "(1, 'a', 1.00)");
    fixture.ledger.replaces(batch("a2").id(), batch("a").id());

    assertThatThrownBy(() -> land(sink, "a2", ORDER, "(2, 'a2', 1.00)")).hasMessageContaining("[history.sink]");

    assertThat(query("SELECT * FROM \"orders\"")).containsExactly("1|a|1.00");
    assertThatThrownBy(() -> JdbcUpsertConfig.parse("db", "orders", "id", true, "history", "", "mark", true)).hasMessageContaining("[config.bad-value]");
  }

  private JdbcUpsert replaceable() {
    return new JdbcUpsert(fixture.services, source, JdbcUpsertConfig.parse("db", "orders", "id", true, "upsert", "", "mark", true));
  }

  /** A type for text of any length. */
  String text() {
    return "VARCHAR";
  }

  JdbcUpsert sink(String table, boolean create) {
    return new JdbcUpsert(fixture.services, source, new JdbcUpsertConfig("db", table, KEY, create));
  }

  BatchTable.Entry land(JdbcUpsert sink, String range, List<Column> columns, String values) throws Exception {
    Batch batch = batch(range);
    java.util.Optional<BatchTable.Entry> before = sink.landed(batch);
    return before.isPresent()
        ? before.get()
        : sink.land(batch, KEY, staged(range, columns, values), Files.createDirectories(folder.resolve("scratch")));
  }

  // Its rows are staged by hand.
  Batch batch(String range) throws Exception {
    return fixture.batch(range, "{}");
  }

  Staged staged(String name, List<Column> columns, String values) throws Exception {
    Path file = folder.resolve(name + ".parquet");
    String select = String.join(", ", columns.stream().map(column -> dev.caravan.batch.Sql.name(column.name()) + "::" + column.type().sql()
        + " AS " + dev.caravan.batch.Sql.name(column.name())).toList());
    String names = String.join(", ", columns.stream().map(column -> dev.caravan.batch.Sql.name(column.name())).toList());
    long rows;
    try (Connection engine = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = engine.createStatement()) {
      statement.execute("SET TimeZone = 'UTC'");
      rows = statement.executeUpdate("COPY (SELECT " + select + " FROM (VALUES " + values + ") AS v(" + names + ")) TO '" + file + "' (FORMAT parquet)");
    }
    return new Staged(
        columns, List.of(new StagedFile(file, file.getFileName().toString(), Map.of(), rows, Files.size(file), "0")), new Counts(rows, rows, 0, 0, 0), Map.of());
  }

  void execute(String sql) throws Exception {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  List<String> query(String sql) throws Exception {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> lines = new ArrayList<>();
      while (rows.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          cells.add(cell(rows, i));
        }
        lines.add(String.join("|", cells));
      }
      return lines;
    }
  }

  private static String cell(ResultSet rows, int column) throws Exception {
    return switch (rows.getMetaData().getColumnType(column)) {
      case java.sql.Types.TIMESTAMP -> String.valueOf(rows.getObject(column, java.time.LocalDateTime.class));
      case java.sql.Types.TIME -> String.valueOf(rows.getObject(column, java.time.LocalTime.class));
      case java.sql.Types.BOOLEAN, java.sql.Types.BIT -> String.valueOf(rows.getBoolean(column));
      default -> String.valueOf(rows.getString(column));
    };
  }
}
