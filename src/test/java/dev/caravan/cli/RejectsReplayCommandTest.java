package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rejects are mended, tried out, replayed and dropped; each record lands once at most. */
class RejectsReplayCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private Path data;
  private Path route;
  private StringWriter out;
  private StringWriter err;

  @BeforeEach
  void land() throws IOException {
    data = folder.resolve("data");
    Files.createDirectories(folder.resolve("inbox"));
    Files.createDirectories(folder.resolve("contracts/test"));
    contract(folder.resolve("contracts"), 100);
    // Windows-1252, so that what is replayed has to be decoded as what came.
    Files.writeString(
        folder.resolve("inbox/people.csv"),
        "id;name;age\n1;Zoë;34\n2;Bjørn;340\n3;\"Müller; \"\"Max\"\"\";old\n4;Ana;200\n",
        Charset.forName("windows-1252"));
    route =
        Files.writeString(
            folder.resolve("people.camel.yaml"),
            """
            - route:
                id: people
                routeConfigurationId: ingest
                from:
                  uri: kamelet:file-source
                  parameters: {path: "%s", settle: 0s, encoding: windows-1252}
                  steps:
                    - to: {uri: "kamelet:validate-action", parameters: {contract: test/person}}
                    - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/person}}
            """
                .formatted(folder.resolve("inbox")));
    assertThat(caravan("run", "--once", route.toString())).isZero();
    assertThat(out.toString()).contains("read 4, landed 1, rejected 3");
  }

  private static void contract(Path contracts, int oldest) throws IOException {
    Files.createDirectories(contracts.resolve("test"));
    Files.writeString(
        contracts.resolve("test/person.odcs.yaml"),
        """
        apiVersion: v3.0.2
        kind: DataContract
        id: person
        version: 1.0.0
        status: active
        schema:
          - name: person
            properties:
              - {name: id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1}
              - {name: name, logicalType: string}
              - {name: age, logicalType: integer, logicalTypeOptions: {maximum: %d}}
        """
            .formatted(oldest));
  }

  @Test
  void aMendedRecordLandsOnceAndOneThatIsNotIsRefusedAgain() throws IOException {
    assertThat(caravan("rejects", "edit", id(2), "--raw", "3;\"Müller; \"\"Max\"\"\";61")).isZero();

    assertThat(caravan("rejects", "replay", "--routes", route.toString(), id(1), id(2))).isZero();

    assertThat(rows()).containsExactly("1 Zoë 34", "3 Müller; \"Max\" 61");
    JsonNode open = list("--status", "OPEN");
    assertThat(open).hasSize(2);
    assertThat(open.get(1).path("attempts").asInt()).isEqualTo(2);
    assertThat(open.get(1).path("line").asInt()).isEqualTo(3);
    assertThat(open.get(1).path("failures").get(0).path("got").asText()).isEqualTo("340");
    assertThat(caravan("rejects", "show", id(2))).isZero();
    assertThat(out.toString()).contains("landed");
    assertThat(caravan("rejects", "replay", "--routes", route.toString(), id(2))).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("rejects.gone");
    assertThat(rows()).hasSize(2);
  }

  @Test
  void aRecordRefusedAgainCanBeReplayedFromItsReplay() throws IOException {
    assertThat(caravan("rejects", "replay", "--routes", route.toString(), id(1))).isZero();
    JsonNode again = list("--status", "OPEN").get(2);
    assertThat(again.path("attempts").asInt()).isEqualTo(2);

    assertThat(caravan("rejects", "edit", again.path("id").asText(), "--raw", "2;Bjørn;34")).isZero();
    assertThat(caravan("rejects", "replay", "--routes", route.toString(), again.path("id").asText())).isZero();

    assertThat(rows()).containsExactly("1 Zoë 34", "2 Bjørn 34");
  }

  @Test
  void aDryRunWithANewerContractTellsWhatWouldLandAndChangesNothing() throws IOException {
    contract(folder.resolve("newer"), 250);

    assertThat(caravan("rejects", "replay", "--dry-run", "--all", "--contracts", folder.resolve("newer").toString(), "--routes", route.toString())).isZero();

    assertThat(out.toString()).containsPattern("people +\\S+ +3 +1 +2 +0 +0").contains("age maximum: requires at most 250, got '340'");
    assertThat(rows()).containsExactly("1 Zoë 34");
    assertThat(list("--status", "OPEN")).hasSize(3);
  }

  @Test
  void rejectsAreReplayedByWhatIsWrongWithThem() throws IOException {
    contract(folder.resolve("contracts"), 1000);

    assertThat(caravan("rejects", "replay", "--rule", "maximum", "--field", "age", "--value", "200", "--routes", route.toString())).isZero();

    assertThat(rows()).containsExactly("1 Zoë 34", "4 Ana 200");
    assertThat(list("--status", "OPEN")).hasSize(2);
  }

  @Test
  void whatIsQueuedLandsAtTheNextPass() throws IOException {
    contract(folder.resolve("contracts"), 1000);
    assertThat(caravan("rejects", "replay", "--queue-only", "--flow", "people")).isZero();
    assertThat(rows()).hasSize(1);

    assertThat(caravan("run", "--once", route.toString())).isZero();

    assertThat(out.toString()).contains("read 3, landed 2, rejected 1");
    assertThat(rows()).containsExactly("1 Zoë 34", "2 Bjørn 340", "4 Ana 200");
  }

  @Test
  void aDroppedRecordIsNotReplayed() throws IOException {
    assertThat(caravan("rejects", "drop", id(1), "--reason", "a test of the shop")).isZero();

    assertThat(caravan("rejects", "replay", "--routes", route.toString(), id(1))).isEqualTo(ExitCode.INVALID);

    assertThat(err.toString()).contains("rejects.gone");
    assertThat(list("--status", "DROPPED")).hasSize(1);
  }

  @Test
  void aFlowThatNoFileHasIsSaidBeforeAnythingIsQueued() throws IOException {
    assertThat(caravan("rejects", "replay", "--all")).isEqualTo(ExitCode.INVALID);

    assertThat(err.toString()).contains("There is no route 'people'");
    assertThat(list("--status", "OPEN")).hasSize(3);
  }

  @Test
  void withoutAChoiceNothingIsReplayed() {
    assertThat(caravan("rejects", "replay")).isEqualTo(ExitCode.INVALID);

    assertThat(err.toString()).contains("Which rejects are meant is not said");
  }

  private String id(int ordinal) throws IOException {
    for (JsonNode reject : list()) {
      if (reject.path("ordinal").asInt() == ordinal) {
        return reject.path("id").asText();
      }
    }
    throw new AssertionError("no reject of record " + ordinal);
  }

  private JsonNode list(String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("rejects", "list", "--format", "json"));
    arguments.addAll(List.of(options));
    assertThat(caravan(arguments.toArray(String[]::new))).isZero();
    return JSON.readTree(out.toString());
  }

  private List<String> rows() {
    assertThat(caravan("query", "--format", "csv", "SELECT concat_ws(' ', id, name, age) AS person FROM test.person ORDER BY id")).isZero();
    return out.toString().lines().skip(1).map(line -> line.replaceAll("^\"|\"$", "").replace("\"\"", "\"")).toList();
  }

  private int caravan(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", data.toString()));
    if (all.stream().noneMatch("--contracts"::equals)) {
      all.addAll(List.of("-p", "caravan.contracts=" + folder.resolve("contracts")));
    }
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }
}
