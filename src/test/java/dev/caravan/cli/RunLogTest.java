package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.kill.CaravanProcess;
import dev.caravan.runtime.traces.OtlpReceiver;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log of {@code run} as programs read it. A process of its own: how a log is written holds for all of a process. */
@Timeout(180)
class RunLogTest {
  @TempDir private Path folder;

  @Test
  void eachLineOfAJsonLogSaysItsFlowRunBatchAndTrace() throws Exception {
    Files.createDirectories(folder.resolve("inbox"));
    Files.writeString(folder.resolve("inbox/a.csv"), "id\n1\n2\n");
    Path route =
        Files.writeString(
            folder.resolve("orders.camel.yaml"),
            """
            - route:
                id: orders
                routeConfigurationId: ingest
                from:
                  uri: kamelet:file-source
                  parameters: {path: "%s", settle: 0s}
                  steps:
                    - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/orders}}
            """
                .formatted(folder.resolve("inbox")));
    try (OtlpReceiver receiver = new OtlpReceiver()) {
      File log = folder.resolve("log").toFile();
      Process process =
          new ProcessBuilder(
                  CaravanProcess.command(
                      List.of(
                          "run", "--once", "--data", folder.resolve("data").toString(), "-p", "caravan.log.format=json", "-p", "caravan.traces.endpoint=" + receiver.address(),
                          route.toString())))
              .redirectError(log)
              .redirectOutput(folder.resolve("out").toFile())
              .start();
      assertThat(process.waitFor(150, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(log.toPath())).isZero();

      List<JsonNode> lines = new ArrayList<>();
      for (String line : Files.readAllLines(log.toPath())) {
        lines.add(new ObjectMapper().readTree(line));
      }
      JsonNode landed = lines.stream().filter(line -> line.path("formattedMessage").asText().contains("landed batch")).findFirst().orElseThrow();
      assertThat(landed.path("level").asText()).isEqualTo("INFO");
      assertThat(landed.path("loggerName").asText()).isEqualTo("dev.caravan.source.Passes");
      assertThat(landed.path("timestamp").asLong()).isPositive();
      JsonNode of = landed.path("mdc");
      assertThat(of.path("flow").asText()).isEqualTo("orders");
      assertThat(of.path("run").asText()).isEqualTo("1");
      assertThat(landed.path("formattedMessage").asText()).contains("batch " + of.path("batch").asText() + ":");
      assertThat(receiver.spans()).isNotEmpty().allSatisfy(span -> assertThat(HexFormat.of().formatHex(span.getTraceId().toByteArray())).isEqualTo(of.path("trace").asText()));
      assertThat(Files.readString(folder.resolve("out"))).as("what was asked for stays as it is").contains("orders: read 2, landed 2");
    }
  }
}
