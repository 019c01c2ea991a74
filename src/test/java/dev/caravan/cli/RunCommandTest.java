package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  @TempDir private Path folder;

  @Test
  void landsEachContentOnceAndAccountsForIt() throws IOException {
    Files.createDirectories(folder.resolve("inbox"));
    Files.writeString(folder.resolve("inbox/a.csv"), "id,name\n1,a\n2,b\n");
    Files.writeString(folder.resolve("inbox/b.csv"), "id,name\n3,c\n");
    Files.copy(folder.resolve("inbox/a.csv"), folder.resolve("inbox/copy-of-a.csv"));
    Files.writeString(folder.resolve("inbox/half.csv.part"), "id,na");
    Path route =
        file(
            """
            - route:
                id: people
                routeConfigurationId: ingest
                from:
                  uri: kamelet:file-source
                  parameters: {path: "%s", settle: 0s}
                  steps:
                    - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/people}}
            """
                .formatted(folder.resolve("inbox")));

    assertThat(run("run", "--once", "--data", data(), route.toString())).isEqualTo(ExitCode.DONE);
    assertThat(run("run", "--once", "--data", data(), route.toString())).isEqualTo(ExitCode.DONE);

    out.getBuffer().setLength(0);
    assertThat(run("ledger", "--data", data(), "--format", "json")).isEqualTo(ExitCode.DONE);
    JsonNode runs = new ObjectMapper().readTree(out.toString());
    assertThat(runs).hasSize(1);
    assertThat(runs.get(0).get("flow").asText()).isEqualTo("people");
    assertThat(runs.get(0).get("read").asLong()).isEqualTo(3);
    assertThat(runs.get(0).get("landed").asLong()).isEqualTo(3);
  }

  @Test
  void saysByItsExitCodeThatAContractBearsFewerRejects() throws IOException {
    Files.createDirectories(folder.resolve("inbox"));
    Files.writeString(folder.resolve("inbox/a.csv"), "id\n1\n2\nx\n4\n");
    Path route =
        file(
            """
            - route:
                id: numbers
                routeConfigurationId: ingest
                from:
                  uri: kamelet:file-source
                  parameters: {path: "%s", settle: 0s}
                  steps:
                    - to: {uri: "kamelet:validate-action", parameters: {contract: test/number}}
                    - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/numbers}}
            """
                .formatted(folder.resolve("inbox")));
    String contracts = "caravan.contracts=" + folder.resolve("contracts");

    contractBearing(20);
    assertThat(run("run", "--once", "--data", data(), "-p", contracts, route.toString())).isEqualTo(ExitCode.REJECTS);
    assertThat(out.toString()).contains("numbers: read 4, landed 3, rejected 1");

    contractBearing(25);
    assertThat(run("run", "--once", "--data", folder.resolve("other").toString(), "-p", contracts, route.toString())).isEqualTo(ExitCode.DONE);
  }

  private void contractBearing(int percent) throws IOException {
    Path contract = folder.resolve("contracts/test/number.odcs.yaml");
    Files.createDirectories(contract.getParent());
    Files.writeString(contract, """
        apiVersion: v3.1.0
        kind: DataContract
        id: test-number
        version: 1.0.0
        status: active
        customProperties:
          - property: caravan.maxRejectPercent
            value: %d
        schema:
          - name: number
            logicalType: object
            properties:
              - name: id
                logicalType: integer
        """.formatted(percent));
  }

  @Test
  void runsAStockRouteAsItIsAndStopsWhenItRests() throws IOException {
    Path route =
        file(
            """
            - route:
                id: tick
                from:
                  uri: timer:tick
                  parameters: {period: 10, delay: 0, repeatCount: 3}
                  steps:
                    - to: log:tick
            """);

    assertThat(run("run", "--once", "--data", data(), route.toString())).isEqualTo(ExitCode.DONE);
    assertThat(out.toString()).contains("Caravan runs 1 route: tick");
  }

  @Test
  void givesStockStepsTheRowsOfABatch() throws IOException {
    Files.createDirectories(folder.resolve("inbox"));
    Files.writeString(folder.resolve("inbox/a.csv"), "id,name\n1,a\n2,b\n");
    Path route =
        file(
            """
            - route:
                id: rows
                routeConfigurationId: ingest
                from:
                  uri: kamelet:file-source
                  parameters: {path: "%1$s/inbox", settle: 0s}
                  steps:
                    - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/rows}}
                    - multicast:
                        steps:
                          - pipeline:
                              steps:
                                - split:
                                    expression: {simple: {expression: "${body}"}}
                                    steps:
                                      - setBody: {expression: {simple: {expression: "${body[id]}=${body[name]};"}}}
                                      - to: {uri: "file:%1$s/out", parameters: {fileName: split.txt, fileExist: Append}}
                          - pipeline:
                              steps:
                                - marshal: {json: {}}
                                - to: {uri: "file:%1$s/out", parameters: {fileName: rows.json}}
                          - pipeline:
                              steps:
                                - convertBodyTo: {type: java.io.InputStream}
                                - to: {uri: "file:%1$s/out", parameters: {fileName: rows.ndjson}}
            """
                .formatted(folder));

    assertThat(run("run", "--once", "--data", data(), route.toString())).as(err::toString).isEqualTo(ExitCode.DONE);

    assertThat(folder.resolve("out/split.txt")).hasContent("1=a;2=b;");
    assertThat(folder.resolve("out/rows.json")).hasContent("[{\"id\":\"1\",\"name\":\"a\"},{\"id\":\"2\",\"name\":\"b\"}]");
    assertThat(folder.resolve("out/rows.ndjson")).hasContent("{\"id\":\"1\",\"name\":\"a\"}\n{\"id\":\"2\",\"name\":\"b\"}\n");
  }

  @Test
  void compilesARouteWrittenInJava() throws IOException {
    Path route = Files.writeString(
        folder.resolve("Ticks.java"),
        """
        import org.apache.camel.builder.RouteBuilder;

        public class Ticks extends RouteBuilder {
          @Override
          public void configure() {
            from("timer:ticks?repeatCount=1&delay=0").routeId("ticks").setBody(constant("tick"))
                .to("file:%s?fileName=tick.txt");
          }
        }
        """.formatted(folder.resolve("out")));

    assertThat(run("run", "--once", "--data", data(), route.toString())).as(err::toString).isEqualTo(ExitCode.DONE);

    assertThat(out.toString()).contains("Caravan runs 1 route: ticks");
    assertThat(folder.resolve("out/tick.txt")).hasContent("tick");
  }

  @Test
  void startsNothingWhenWhatARouteWrittenInJavaHasBuiltIsWrong() throws IOException {
    Path route = Files.writeString(
        folder.resolve("Orders.java"),
        """
        import org.apache.camel.builder.RouteBuilder;

        public class Orders extends RouteBuilder {
          @Override
          public void configure() {
            from("kamelet:file-source?path=in&delimeter=;")
                .to("kamelet:lake-snik?dataset=shop/order");
          }
        }
        """);

    assertThat(run("run", "--once", "--data", data(), route.toString())).isEqualTo(ExitCode.INVALID);
    String told = err.toString();
    assertThat(run("lint", route.toString())).isEqualTo(ExitCode.INVALID);

    assertThat(told)
        .contains("Orders.java:6: this route has no id", "[flow.no-id]")
        .contains("Orders.java:6: the Kamelet 'file-source' has no parameter 'delimeter'", "Did you mean 'delimiter'?")
        .contains("Orders.java:7: there is no Kamelet 'lake-snik'", "Did you mean 'lake-sink'?");
    assertThat(out.toString().lines().filter(line -> line.contains("Orders.java"))).containsExactlyElementsOf(told.lines().filter(line -> line.contains("Orders.java")).toList());
    assertThat(Path.of(data())).doesNotExist();
  }

  @Test
  void stopsAFlowThatNoSinkEndsAndKeepsItsBatch() throws IOException {
    Files.createDirectories(folder.resolve("inbox"));
    Files.writeString(folder.resolve("inbox/a.csv"), "id\n1\n");
    Path route =
        file(
            """
            - route:
                id: nowhere
                from:
                  uri: kamelet:file-source
                  parameters: {path: "%s", settle: 0s}
                  steps:
                    - to: log:x?level=OFF
            """
                .formatted(folder.resolve("inbox")));

    assertThat(run("run", "--once", "--data", data(), route.toString())).isEqualTo(ExitCode.INVALID);

    out.getBuffer().setLength(0);
    run("ledger", "--data", data());
    assertThat(out.toString()).contains("failed").contains("[route.no-sink]");
  }

  @Test
  void tellsAMistypedCommandWithoutStackTrace() {
    assertThat(run("ledgr")).isEqualTo(ExitCode.INVALID);
    assertThat(err.toString()).contains("[cli.usage]").contains("ledger").doesNotContain("\tat ");
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("test.camel.yaml"), text);
  }

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }
}
