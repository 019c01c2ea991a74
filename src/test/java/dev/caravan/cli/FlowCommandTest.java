package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A flow is stopped for all runs that come, and what it landed is run again by the next one. */
@Timeout(180)
class FlowCommandTest {
  @TempDir private Path folder;
  private String data;
  private String route;

  @BeforeEach
  void land() throws IOException {
    data = folder.resolve("data").toString();
    contract(100);
    deliver("a", "{\"id\":1,\"age\":34}\n{\"id\":2,\"age\":340}\n");
    route = Files.writeString(folder.resolve("people.camel.yaml"), """
        - route:
            id: people
            routeConfigurationId: ingest
            from:
              uri: kamelet:file-source
              parameters: {path: "%s", settle: 0s}
              steps:
                - to: {uri: "kamelet:validate-action", parameters: {contract: test/person}}
                - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/person}}
        """.formatted(folder.resolve("inbox"))).toString();
    assertThat(run()).contains("people: read 2, landed 1, rejected 1");
  }

  private void deliver(String name, String records) throws IOException {
    Files.createDirectories(folder.resolve("inbox"));
    Files.writeString(folder.resolve("inbox").resolve(name + ".ndjson"), records);
  }

  private void contract(int oldest) throws IOException {
    Path file = folder.resolve("contracts/test/person.odcs.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, """
        apiVersion: v3.1.0
        kind: DataContract
        id: person
        version: 1.0.%d
        status: active
        schema:
          - name: person
            logicalType: object
            properties:
              - {name: id, logicalType: integer, required: true, primaryKey: true}
              - {name: age, logicalType: integer, logicalTypeOptions: {maximum: %d}}
        """.formatted(oldest, oldest));
  }

  private String run() {
    return Answer.to("run", "--once", route, "--data", data, "-p", "caravan.contracts=" + folder.resolve("contracts")).done();
  }

  private Answer flow(String action, String... more) {
    return Answer.to(List.of("flow", action, "--data", data), more);
  }

  @Test
  void aFlowThatWasStoppedReadsNothingInLaterRunsUntilItIsStarted() throws IOException {
    assertThat(flow("stop", "people", "--reason", "the shop moves").done()).contains("Flow people is stopped");
    assertThat(flow("stop", "people").done()).contains("was stopped before");
    assertThat(flow("list").done()).containsPattern("people +\\d{4}-\\S+ +\\S+ +the shop moves");
    deliver("b", "{\"id\":3,\"age\":50}\n");

    assertThat(run()).contains("people: read 0");
    assertThat(flow("start", "people").done()).contains("Flow people goes on");
    assertThat(flow("start", "people").done()).contains("was not stopped");
    assertThat(flow("list").done()).doesNotContain("the shop moves");

    assertThat(run()).contains("people: read 1, landed 1");
    assertThat(flow("stop", "poeple").said()).contains("people").contains("[cli.usage]");
  }

  @Test
  void whatLandedWithinATimeIsRunAgainByTheNextRun() throws IOException {
    contract(1000);
    assertThat(flow("backfill", "people", "--from", "2000-01-01", "--to", "2000-01-02").done()).contains("Nothing of flow people landed in that time.");

    assertThat(flow("backfill", "people", "--from", "1d").done()).contains("Queued 2 record(s)").contains("next pass");

    assertThat(run()).contains("people: read 2, landed 2");
    assertThat(Answer.to("query", "--data", data, "--format", "csv", "SELECT id FROM test.person ORDER BY id").done().lines()).containsExactly("id", "1", "2");
    assertThat(run()).as("each batch once").contains("people: read 0");
  }
}
