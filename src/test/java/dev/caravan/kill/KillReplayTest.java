package dev.caravan.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed while it replays rejects, again and again. Each of them lands once in the end, and
 * the ledger balances. {@code -Dcaravan.kills=N} and {@code -Dcaravan.kill.seed=S} as in {@link CrashSuiteTest}.
 */
class KillReplayTest {
  private static final int KILLS = Integer.getInteger("caravan.kills", 2);
  private static final int ROWS = 4_000;

  @TempDir private Path folder;
  private Path data;

  @Test
  void aReplayThatIsKilledLandsEachRecordOnce() throws Exception {
    long seed = Long.getLong("caravan.kill.seed", System.nanoTime());
    Random random = new Random(seed);
    data = folder.resolve("data");
    contract(0);
    Path route = route();
    StringBuilder lines = new StringBuilder();
    LongStream.range(0, ROWS).forEach(id -> lines.append("{\"id\":").append(id).append(",\"amount\":").append(id % 2 == 0 ? -1 : 5).append("}\n"));
    Files.writeString(Files.createDirectories(folder.resolve("inbox")).resolve("a.ndjson"), lines);
    assertThat(caravan("run", "--once", route.toString())).contains("landed " + ROWS / 2 + ", rejected " + ROWS / 2);
    contract(-10);
    List<String> replay = List.of("rejects", "replay", "--all", "--routes", route.toString(), "--data", data.toString(), "-p", contracts());

    for (int kill = 0; kill < KILLS; kill++) {
      CaravanProcess process = CaravanProcess.start(folder.resolve("log.txt"), replay);
      // The folder of the replay's segment is what shows first of it.
      if (kill > 0 || process.awaitEntry(data.resolve("segments"))) {
        process.killAfter(random.nextInt(1_500));
      }
    }
    // A queued replay is unfinished work like any other: the flow itself takes it up, or it is queued now.
    caravan("rejects", "replay", "--all", "--routes", route.toString());
    caravan("run", "--once", route.toString());

    List<Long> seen = ids();
    assertThat(seen).as("seed %d: twice", seed).hasSize(new HashSet<>(seen).size());
    assertThat(seen).as("seed %d: lost", seed).hasSize(ROWS);
    for (JsonNode reject : json("rejects", "list", "--format", "json", "--limit", "100000")) {
      assertThat(reject.get("status").asText()).as("seed %d", seed).isEqualTo("replayed");
    }
    for (JsonNode run : json("ledger", "--format", "json")) {
      assertThat(run.get("read").asLong())
          .isEqualTo(run.get("landed").asLong() + run.get("rejected").asLong() + run.get("deduplicated").asLong() + run.get("filtered").asLong());
    }
  }

  private List<Long> ids() throws IOException {
    List<Long> ids = new ArrayList<>();
    json("query", "--format", "json", "SELECT id FROM kill.record").forEach(row -> ids.add(row.get("id").asLong()));
    return ids;
  }

  private JsonNode json(String... arguments) throws IOException {
    return new ObjectMapper().readTree(caravan(arguments));
  }

  private String caravan(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", data.toString(), "-p", contracts()));
    assertThat(Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new))).as(err::toString).isZero();
    return out.toString();
  }

  private String contracts() {
    return "caravan.contracts=" + folder.resolve("contracts");
  }

  private Path route() throws IOException {
    return Files.writeString(
        folder.resolve("kill.camel.yaml"),
        """
        - route:
            id: kill
            routeConfigurationId: ingest
            from:
              uri: kamelet:file-source
              parameters: {path: "%s", settle: 0s}
              steps:
                - to: {uri: "kamelet:validate-action", parameters: {contract: kill/record}}
                - to: {uri: "kamelet:lake-sink", parameters: {dataset: kill/record}}
        """
            .formatted(folder.resolve("inbox")));
  }

  private void contract(int least) throws IOException {
    Files.createDirectories(folder.resolve("contracts/kill"));
    Files.writeString(
        folder.resolve("contracts/kill/record.odcs.yaml"),
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: kill-record
        version: 1.0.0
        status: active
        schema:
          - name: record
            properties:
              - {name: id, logicalType: integer, primaryKey: true, primaryKeyPosition: 1, required: true}
              - {name: amount, logicalType: integer, logicalTypeOptions: {minimum: %d}}
        """
            .formatted(least));
  }
}
