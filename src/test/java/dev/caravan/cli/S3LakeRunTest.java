package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.catalog.S3Server;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flow to a bucket by the real command, while the bucket can be reached and while it cannot. */
class S3LakeRunTest {
  private final StringWriter said = new StringWriter();
  @TempDir private Path folder;

  @Test
  void keepsTheBatchUntilTheBucketTakesIt() throws IOException {
    Files.createDirectories(folder.resolve("inbox"));
    Files.writeString(folder.resolve("inbox/a.csv"), "id\n1\n2\n");
    Path route =
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
                    - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/people, target: "s3://%s"}}
            """
                .formatted(folder.resolve("inbox"), S3Server.BUCKET));
    try (S3Server server = new S3Server(Files.createDirectories(folder.resolve("server")))) {
      assertThat(run(route, server.properties())).as("no server").isEqualTo(ExitCode.FAILED);
      assertThat(ledger()).contains("failed").contains("[sink.target-unavailable]");

      server.start();
      Map<String, String> wrong = new HashMap<>(server.properties());
      wrong.put("caravan.s3.secret-key", "not-the-secret");
      assertThat(run(route, wrong)).as("wrong key").isEqualTo(ExitCode.FAILED);
      assertThat(server.keys()).isEmpty();
      assertThat(ledger()).contains("[sink.target-unavailable]").doesNotContain("not-the-secret");
      assertThat(said.toString()).doesNotContain("not-the-secret").doesNotContain("\tat ");

      // Taken away, so that only the kept batch can bring the rows.
      Files.delete(folder.resolve("inbox/a.csv"));
      said.getBuffer().setLength(0);
      assertThat(run(route, server.properties())).as(said::toString).isEqualTo(ExitCode.DONE);
      assertThat(said.toString()).contains("people: read 2, landed 2, rejected 0");
      assertThat(server.keys()).hasSize(2).anyMatch(key -> key.startsWith("test/people/manifests/"));
    }
  }

  private int run(Path route, Map<String, String> properties) {
    List<String> arguments = new ArrayList<>(List.of("run", "--once", "--data", data(), "-p", "caravan.retry.attempts=0"));
    properties.forEach((key, value) -> arguments.addAll(List.of("-p", key + "=" + value)));
    arguments.add(route.toString());
    return Main.run(new PrintWriter(said, true), new PrintWriter(said, true), arguments.toArray(String[]::new));
  }

  private String ledger() {
    return Answer.to("ledger", "--data", data()).said();
  }

  private String data() {
    return folder.resolve("data").toString();
  }
}
