package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.kill.CaravanProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryCommandTest {
  @TempDir private static Path folder;
  private static Path data;
  private static Path route;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void land() throws IOException {
    data = folder.resolve("data");
    Files.createDirectories(folder.resolve("inbox"));
    Files.writeString(
        folder.resolve("inbox/a.ndjson"),
        """
        {"id":1,"name":"one","tree":{"a":[1,null]}}
        {"id":2,"name":null,"tree":null}
        {"id":3,"name":"a,\\"b\\"","tree":[]}
        """);
    route =
        Files.writeString(
            folder.resolve("people.camel.yaml"),
            """
            - route:
                id: people
                routeConfigurationId: ingest
                from:
                  uri: kamelet:file-source
                  parameters: {path: "%s", settle: 0s}
                  steps:
                    - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/people}}
                    - to: {uri: "kamelet:jdbc-upsert-sink", parameters: {table: people, key: id}}
            """
                .formatted(folder.resolve("inbox")));
    StringWriter said = new StringWriter();
    PrintWriter all = new PrintWriter(said, true);
    assertThat(Main.run(all, all, "run", "--once", "--data", data.toString(), route.toString())).as(said::toString).isZero();
  }

  @Test
  void aDatasetInHistoryModeShowsItsVersionsAndTheCurrentOnes(@TempDir Path own) throws IOException {
    Path inbox = Files.createDirectories(own.resolve("inbox"));
    Path history =
        Files.writeString(
            own.resolve("prices.camel.yaml"),
            """
            - route:
                id: prices
                routeConfigurationId: ingest
                from:
                  uri: kamelet:file-source
                  parameters: {path: "%s", settle: 0s}
                  steps:
                    - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/prices, mode: history, key: id}}
            """
                .formatted(inbox));
    PrintWriter said = new PrintWriter(err, true);
    for (int price : List.of(1, 2)) {
      Files.writeString(inbox.resolve(price + ".ndjson"), "{\"id\":7,\"price\":" + price + "}\n");
      assertThat(Main.run(said, said, "run", "--once", "--data", own.resolve("data").toString(), history.toString())).as(err::toString).isZero();
    }

    String views = "SELECT h.price AS old, l.price AS new FROM test.prices__history h JOIN test.prices__latest l ON h.valid_to = l.valid_from";
    assertThat(Main.run(new PrintWriter(out, true), said, "query", "--data", own.resolve("data").toString(), "--format", "csv", views)).as(err::toString).isZero();
    assertThat(out.toString().lines()).containsExactly("old,new", "1,2");
  }

  @Test
  void printsATableInWhichNullIsSeen() {
    assertThat(query("SELECT id, name FROM test.people ORDER BY id")).isEqualTo(ExitCode.DONE);

    assertThat(out.toString().lines())
        .containsExactly("id  name", "--  -----", " 1  one", " 2  NULL", " 3  a,\"b\"", "(3 rows)");
  }

  @Test
  void tellsThatATableIsCut() {
    query("SELECT id FROM test.people ORDER BY id", "--rows", "1");

    assertThat(out.toString().lines()).containsExactly("id", "--", " 1", "(3 rows, the first 1 shown; --rows shows more)");
  }

  @Test
  void printsCsvInWhichNullIsNotEmptyText() {
    query("SELECT id, name, '' AS empty FROM test.people ORDER BY id", "--format", "csv");

    assertThat(out.toString()).isEqualTo("id,name,empty\r\n1,one,\"\"\r\n2,,\"\"\r\n3,\"a,\"\"b\"\"\",\"\"\r\n");
  }

  @Test
  void printsJsonWithValuesOfTheirTypes() throws IOException {
    query("SELECT id, name, tree, 12345678901234567.89::DECIMAL(38,2) AS exact FROM test.people WHERE id < 3 ORDER BY id", "--format", "json");

    assertThat(new ObjectMapper().readTree(out.toString()))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    [{"id":1,"name":"one","tree":"{\\"a\\":[1,null]}","exact":12345678901234567.89},
                     {"id":2,"name":null,"tree":null,"exact":12345678901234567.89}]
                    """));
    assertThat(out.toString()).contains("12345678901234567.89");
  }

  @Test
  void listsDatasetsAndTablesOfTheWarehouseWithTheirRows() throws IOException {
    query("show tables;", "--format", "json");

    assertThat(new ObjectMapper().readTree(out.toString()))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    [{"name":"test.people","rows":3},{"name":"warehouse.caravan_batch","rows":1},{"name":"warehouse.people","rows":3}]
                    """));
  }

  @Test
  void joinsTheLakeWithTheWarehouse() {
    query("SELECT count(*) AS n FROM test.people l JOIN warehouse.people w ON l.id = w.id;", "--format", "csv");

    assertThat(out.toString()).isEqualTo("n\r\n3\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DESCRIBE test.people", "SUMMARIZE test.people", "WITH p AS (FROM test.people) SELECT * FROM p -- all", "FROM test.people"})
  void readsInEveryWay(String sql) {
    assertThat(query(sql)).as(err::toString).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("(3 rows)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT * FROM people", "SELECT * FROM test.peple", "SELECT * FROM tst.people"})
  void tellsTheNearestTable(String sql) {
    assertThat(query(sql)).isEqualTo(ExitCode.INVALID);

    assertThat(err.toString()).contains("[query.failed]").containsIgnoringCase("did you mean 'test.people'?").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE x AS SELECT 1",
        "DROP VIEW test.people",
        "INSERT INTO warehouse.people (id) VALUES (9)",
        "DELETE FROM warehouse.people",
        "COPY (SELECT 1) TO '%s/lake/x.parquet'",
        "SELECT 1); COPY (SELECT 1) TO '%s/lake/x.parquet'; FROM (SELECT 1",
        "SELECT 1; COPY (SELECT 1) TO '%s/lake/x.parquet'; SELECT 1",
        "SELECT 1'); COPY (SELECT 1) TO '%s/lake/x.parquet'; FROM query('SELECT 1",
        "ATTACH '%s/lake/x.duckdb'",
        "SET enable_external_access = true"
      })
  void refusesToWrite(String sql) {
    assertThat(query(sql.formatted(data))).isEqualTo(ExitCode.INVALID);

    assertThat(err.toString()).contains("[query.failed]");
    assertThat(data.resolve("lake/x.parquet")).doesNotExist();
    assertThat(data.resolve("lake/x.duckdb")).doesNotExist();
    query("SELECT count(*) AS n FROM warehouse.people", "--format", "csv");
    assertThat(out.toString()).isEqualTo("n\r\n3\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"FROM read_text('%s/secret.csv')", "FROM '%s/secret.csv'", "FROM read_csv('%s/data/lake/../../secret.csv')", "FROM glob('%s/*')"})
  void refusesToReadOtherFiles(String sql) throws IOException {
    Files.writeString(folder.resolve("secret.csv"), "a\nhidden\n");

    assertThat(query(sql.formatted(folder))).isEqualTo(ExitCode.INVALID);
    assertThat(out.toString() + err).doesNotContain("hidden");
  }

  @Test
  void anEmptyDataFolderHasNoTables(@TempDir Path empty) {
    assertThat(run("query", "--data", empty.toString(), "show tables")).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("(0 rows)");
    assertThat(run("query", "--data", empty.toString(), "SELECT * FROM test.people")).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("Nothing has landed in this data folder yet");
  }

  @Test
  void seesWhatARunningProcessLands(@TempDir Path other) throws Exception {
    Path inbox = Files.createDirectories(other.resolve("inbox"));
    Path running = Files.writeString(other.resolve("people.camel.yaml"), Files.readString(route).replace(folder.resolve("inbox").toString(), inbox.toString()));
    String place = other.resolve("data").toString();
    CaravanProcess process =
        CaravanProcess.start(other.resolve("log.txt"), List.of("run", "--data", place, "-p", "caravan.http.enabled=false", running.toString()));
    try {
      for (int id = 1; id <= 3; id++) {
        Path draft = Files.writeString(other.resolve("draft"), "{\"id\":" + id + ",\"name\":\"x\"}\n");
        Files.move(draft, inbox.resolve(id + ".ndjson"), StandardCopyOption.ATOMIC_MOVE);
        String rows = "n\r\n" + id + "\r\n";
        await()
            .atMost(Duration.ofMinutes(3))
            .untilAsserted(
                () -> {
                  out.getBuffer().setLength(0);
                  run("query", "--data", place, "--format", "csv", "SELECT count(*) AS n FROM test.people JOIN warehouse.people USING (id)");
                  assertThat(out.toString()).as(() -> err + process.output()).isEqualTo(rows);
                });
      }
    } finally {
      process.killAfter(0);
    }
  }

  private int query(String sql, String... options) {
    List<String> arguments = new java.util.ArrayList<>(List.of("query", "--data", data.toString()));
    arguments.addAll(List.of(options));
    arguments.add(sql);
    return run(arguments.toArray(String[]::new));
  }

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
