package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.batch.BatchId;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import dev.caravan.deadletter.History;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** History is run again: the difference is shown first, then each batch is replaced as a whole, once. */
class ReprocessCommandTest {
  @TempDir private Path folder;
  private Path data;
  private Path route;
  private StringWriter out;
  private StringWriter err;

  @BeforeEach
  void land() throws IOException {
    data = folder.resolve("data");
    Files.createDirectories(folder.resolve("inbox"));
    contract("contracts/test/person.odcs.yaml", "1.0.0", 100, "DECIMAL(10,1)");
    Files.writeString(folder.resolve("inbox/a.ndjson"), "{\"id\":1,\"age\":34,\"size\":1.5}\n{\"id\":2,\"age\":340,\"size\":2}\n{\"id\":3,\"age\":90,\"size\":3}\n");
    route = route("deduplicate");
    assertThat(caravan("run", "--once", route.toString())).isZero();
    Files.writeString(folder.resolve("inbox/b.ndjson"), "{\"id\":4,\"age\":50,\"size\":4}\n{\"id\":1,\"age\":35,\"size\":1}\n");
    assertThat(caravan("run", "--once", route.toString())).isZero();
    assertThat(rows()).containsExactly("1 34 1.5", "3 90 3.0", "4 50 4.0");
  }

  private Path route(String step) throws IOException {
    String more =
        step.equals("deduplicate") ? "- to: {uri: \"kamelet:deduplicate-action\", parameters: {keys: id, against: landed, dataset: test/person}}" : "";
    return Files.writeString(
        folder.resolve("people.camel.yaml"),
        """
        - route:
            id: people
            routeConfigurationId: ingest
            from:
              uri: kamelet:file-source
              parameters: {path: "%s", settle: 0s}
              steps:
                - to: {uri: "kamelet:validate-action", parameters: {contract: test/person}}
                %s
                - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/person}}
        """
            .formatted(folder.resolve("inbox"), more));
  }

  private Path contract(String name, String version, int oldest, String size) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(
        file,
        """
        apiVersion: v3.0.2
        kind: DataContract
        id: person
        version: %s
        status: active
        schema:
          - name: person
            properties:
              - {name: id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1}
              - {name: age, logicalType: integer, logicalTypeOptions: {maximum: %d}}
              - {name: size, logicalType: number, physicalType: "%s"}
        """
            .formatted(version, oldest, size));
  }

  @Test
  void theDifferenceIsShownAndNothingChangedByADryRun() throws IOException {
    Path newer = contract("newer.odcs.yaml", "2.0.0", 80, "DECIMAL(10,2)");

    assertThat(reprocess("--dry-run", "--contract", newer.toString())).isZero();

    assertThat(out.toString())
        .contains("Would be rejected, and was not: 1")
        .contains("1 x age maximum, requires at most 80")
        .contains(":2 got '90'")
        .contains("Was rejected, and would not be: 0")
        .contains("0 the same, 1 changed, 1 gone, 0 new")
        .contains("3: gone")
        .contains("1: size 1.5 becomes 1.50")
        .contains("Nothing was changed");
    assertThat(rows()).containsExactly("1 34 1.5", "3 90 3.0", "4 50 4.0");
    assertThat(manifests()).isEqualTo(2);
  }

  @Test
  void eachBatchIsReplacedByANewGenerationAndEachRecordIsThereOnce() throws IOException {
    Path newer = contract("newer.odcs.yaml", "2.0.0", 400, "DECIMAL(10,2)");

    assertThat(reprocess("--contract", newer.toString())).as(() -> err.toString()).isZero();

    assertThat(out.toString()).contains("Was rejected, and would not be: 1").contains("2: new").contains("Replaced.");
    assertThat(rows()).containsExactly("1 34 1.50", "2 340 2.00", "3 90 3.00", "4 50 4.00");
    assertThat(manifests()).isEqualTo(4);
    assertThat(list("--status", "OPEN")).isEmpty();
    for (JsonNode run : json("ledger", "--format", "json")) {
      assertThat(run.get("read").asLong())
          .isEqualTo(run.get("landed").asLong() + run.get("rejected").asLong() + run.get("deduplicated").asLong() + run.get("filtered").asLong());
    }

    assertThat(reprocess()).isZero();
    assertThat(rows()).as("today's contract again").containsExactly("1 34 1.5", "3 90 3.0", "4 50 4.0");
    JsonNode open = list("--status", "OPEN");
    assertThat(open).hasSize(1);
    String first = open.get(0).path("firstSeen").asText();
    assertThat(reprocess()).isZero();
    open = list("--status", "OPEN");
    assertThat(open).hasSize(1);
    assertThat(open.get(0).path("attempts").asInt()).isEqualTo(2);
    assertThat(open.get(0).path("firstSeen").asText()).isEqualTo(first);
    assertThat(caravan("run", "--once", route.toString())).isZero();
    assertThat(rows()).hasSize(3);
  }

  @Test
  void rowsOfATableAreReplacedWhenItIsKnownWhoseTheyAre() throws IOException {
    Path table =
        Files.writeString(folder.resolve("table.camel.yaml"), Files.readString(route("none")).replace("id: people", "id: tabled")
            .replace("kamelet:lake-sink\", parameters: {dataset: test/person}", "kamelet:jdbc-upsert-sink\", parameters: {table: people, replaceable: true}"));
    assertThat(caravan("run", "--once", table.toString())).as(() -> err.toString()).isZero();
    Path newer = contract("newer.odcs.yaml", "2.0.0", 80, "DECIMAL(10,1)");

    assertThat(caravan("reprocess", "tabled", "--from", "1d", "--routes", table.toString(), "--contract", newer.toString())).as(() -> err.toString()).isZero();

    assertThat(out.toString())
        .contains("Would be rejected, and was not: 1")
        .as("a later batch has written row 1 of the first")
        .contains("compared by id: 0 the same, 0 changed, 1 gone, 0 new", "3: gone", "compared by id: 2 the same, 0 changed, 0 gone, 0 new")
        .contains("Replaced.");
    assertThat(caravan("query", "--format", "csv", "SELECT id, age FROM warehouse.people ORDER BY id")).as(() -> err.toString()).isZero();
    assertThat(out.toString().lines().skip(1)).containsExactly("1,35", "4,50");
  }

  @Test
  void valuesOfRowsAreComparedInATableThatDoesNotTellWhoseTheyAre() throws IOException {
    Path table =
        Files.writeString(folder.resolve("table.camel.yaml"), Files.readString(route("none")).replace("id: people", "id: tabled")
            .replace("kamelet:lake-sink\", parameters: {dataset: test/person}", "kamelet:jdbc-upsert-sink\", parameters: {table: people}"));
    assertThat(caravan("run", "--once", table.toString())).as(() -> err.toString()).isZero();

    assertThat(caravan("reprocess", "tabled", "--from", "1d", "--routes", table.toString(), "--dry-run")).as(() -> err.toString()).isZero();

    assertThat(out.toString()).contains("compared by id: 1 the same, 1 changed, which are gone is not known, 0 new").contains("1: age 35 becomes 34");
    assertThat(caravan("reprocess", "tabled", "--from", "1d", "--routes", table.toString())).isNotZero();
    assertThat(err.toString()).contains("history.sink");
  }

  @Test
  void theDifferenceAndWhatBecameOfItAreToldToPrograms() throws IOException {
    Path newer = contract("newer.odcs.yaml", "2.0.0", 80, "DECIMAL(10,2)");

    assertThat(reprocess("--format", "json", "--dry-run", "--contract", newer.toString())).isZero();

    JsonNode look = new ObjectMapper().readTree(out.toString());
    assertThat(look.at("/flow").asText()).isEqualTo("people");
    assertThat(look.at("/wouldBeRejected/records").asInt()).isEqualTo(1);
    assertThat(look.at("/wouldBeRejected/reasons/0/rule").asText()).isEqualTo("maximum");
    assertThat(look.at("/wouldBeRejected/reasons/0/examples/0/got").asText()).isEqualTo("90");
    assertThat(look.at("/batches/0/rows/changedByColumn/size").asInt()).isEqualTo(1);
    assertThat(look.at("/batches/0/rows/gone").asInt()).isEqualTo(1);
    assertThat(look.has("replacedBy")).isFalse();

    assertThat(reprocess("--format", "json", "--contract", newer.toString())).isZero();

    JsonNode done = new ObjectMapper().readTree(out.toString());
    assertThat(done.at("/complete").asBoolean()).isTrue();
    assertThat(done.at("/replacedBy")).hasSize(2).allSatisfy(batch -> assertThat(batch.path("state").asText()).isEqualTo("committed"));
    assertThat(done.at("/replacedBy/0/generation").asInt()).isEqualTo(1);
  }

  @Test
  void aMendedRecordGoesInItsMendedFormAndADroppedOneStaysOut() throws IOException {
    String id = list("--status", "OPEN").get(0).path("id").asText();
    assertThat(caravan("rejects", "edit", id, "--raw", "{\"id\":2,\"age\":43,\"size\":2}")).isZero();
    assertThat(caravan("rejects", "replay", "--routes", route.toString(), id)).isZero();
    assertThat(rows()).contains("2 43 2.0");
    Files.writeString(folder.resolve("inbox/c.ndjson"), "{\"id\":5,\"age\":500}\n{\"id\":6,\"age\":6}\n");
    assertThat(caravan("run", "--once", route.toString())).isZero();
    assertThat(caravan("rejects", "drop", "--value", "500", "--reason", "a test of the shop")).isZero();
    Path newer = contract("newer.odcs.yaml", "2.0.0", 1000, "DECIMAL(10,1)");

    assertThat(reprocess("--contract", newer.toString())).as(() -> err.toString()).isZero();

    assertThat(rows()).containsExactly("1 34 1.5", "2 43 2.0", "3 90 3.0", "4 50 4.0", "6 6");
  }

  @Test
  void aBatchThatWasNotReplacedStandsAsItWasAndRunsLeaveItAlone() throws IOException {
    Path broken = Files.writeString(contract("newer.odcs.yaml", "2.0.0", 400, "DECIMAL(10,2)"), Files.readString(folder.resolve("newer.odcs.yaml")) + """
            quality:
              - {type: sql, name: never, query: "SELECT count(*) FROM {object}", mustBe: -1}
        """);

    assertThat(reprocess("--contract", broken.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(out.toString()).contains("would not land").contains("contract.dataset-rule-failed");
    assertThat(rows()).hasSize(3);
    assertThat(manifests()).isEqualTo(2);
  }

  @Test
  void whatIsQueuedIsTakenUpByTheSameCommandAndByNoRun() throws IOException {
    BatchId queued = queue();

    assertThat(caravan("run", "--once", route.toString())).isZero();
    assertThat(manifests()).isEqualTo(2);
    String reject = list("--status", "OPEN").get(0).path("id").asText();
    assertThat(caravan("rejects", "replay", reject, "--routes", route.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString()).contains("is being run again");

    assertThat(reprocess()).as(() -> err.toString()).isZero();
    assertThat(out.toString()).contains(queued.value());
    assertThat(rows()).containsExactly("1 34 1.5", "3 90 3.0", "4 50 4.0");
  }

  private BatchId queue() {
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(data), Clock.systemUTC())) {
      History history = new History(ledger, data.resolve("segments"));
      return history.queue(history.plan("people", java.time.Instant.EPOCH, java.time.Instant.now().plusSeconds(60)).inputs().get(0), History.WORK);
    }
  }

  @Test
  void anotherProcessThatHoldsTheFlowIsNotDisturbed() {
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(data), Clock.systemUTC())) {
      // In an embedded ledger a lease counts as long as its process lives: this one does, under another name.
      assertThat(ledger.lease("flow:people", "elsewhere-" + ProcessHandle.current().pid() + "-x", Duration.ofMinutes(5))).isTrue();

      assertThat(reprocess()).isEqualTo(ExitCode.FAILED);
    }
    assertThat(err.toString()).contains("ledger.conflict").contains("Another process works on flow people");
  }

  @Test
  void rawRecordsThatAreGoneAreNamed() throws IOException {
    String batch = list().get(0).path("batch").asText();
    Files.delete(data.resolve("segments").resolve(batch).resolve("data"));

    assertThat(reprocess("--dry-run")).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("history.segments-gone").contains(batch).contains("1 of 2");

    assertThat(reprocess("--dry-run", "--kept-only")).isZero();
    assertThat(out.toString()).contains("1 batch(es) stay as they are");
  }

  @Test
  void mistakesAreToldBeforeAnythingIsDone() {
    assertThat(caravan("reprocess", "peple", "--from", "7d", "--routes", route.toString())).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("There is no route 'peple'").contains("people");

    assertThat(reprocess("--to", "2020-01-01")).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("--from before --to");

    assertThat(reprocess("--contract", "test/persn")).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("there is no contract 'test/persn'").contains("test/person");

    assertThat(reprocess("--contract", "test/other=test/person")).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("with one of test/person");

    assertThat(caravan("reprocess", "people", "--from", "2001-01-01", "--to", "2001-02-01", "--routes", route.toString())).isZero();
    assertThat(out.toString()).contains("Nothing of flow people landed in that time");
  }

  private int reprocess(String... more) {
    List<String> all = new ArrayList<>(List.of("reprocess", "people", "--from", "7d", "--routes", route.toString()));
    all.addAll(List.of(more));
    return caravan(all.toArray(String[]::new));
  }

  private long manifests() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("lake/test/person/manifests"))) {
      return files.filter(file -> file.toString().endsWith(".json")).count();
    }
  }

  private JsonNode list(String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of("rejects", "list", "--format", "json"));
    all.addAll(List.of(options));
    return json(all.toArray(String[]::new));
  }

  private List<String> rows() {
    assertThat(caravan("query", "--format", "csv", "SELECT concat_ws(' ', id, age, size) AS person FROM test.person ORDER BY id")).as(() -> err.toString()).isZero();
    return out.toString().lines().skip(1).toList();
  }

  private JsonNode json(String... arguments) throws IOException {
    assertThat(caravan(arguments)).as(() -> err.toString()).isZero();
    return new ObjectMapper().readTree(out.toString());
  }

  private int caravan(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", data.toString(), "-p", "caravan.contracts=" + folder.resolve("contracts")));
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }
}
