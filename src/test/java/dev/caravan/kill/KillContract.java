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
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed at random moments while it lands files, and started again each time. In the end
 * readers see every good record once, every bad one is kept, and the ledger balances.
 *
 * <p>{@code -Dcaravan.kills=N} kills N times a target (3 in the everyday suite); {@code
 * -Dcaravan.kill.seed=S} repeats the moments of an earlier run.
 */
abstract class KillContract {
  private static final int KILLS = Integer.getInteger("caravan.kills", 3);
  private static final int ATTEMPTS_A_KILL = 4;
  // Most of a run is its start: one kill in so many comes at any time, the others at work.
  private static final int KILLS_AT_WORK = 3;
  private static final int ROWS = 20_000;
  private static final int BAD_EVERY = 100;

  @TempDir Path folder;

  abstract KillTarget target(Path data) throws Exception;

  @Test
  void losesNothingAndLandsNothingTwice() throws Exception {
    long seed = Long.getLong("caravan.kill.seed", System.nanoTime());
    Random random = new Random(seed);
    Path data = folder.resolve("data");
    Path inbox = Files.createDirectories(folder.resolve("inbox"));
    writeContract();
    int killed = 0;
    int files = 0;
    try (KillTarget target = target(data)) {
      Path route = writeRoute(inbox, target);
      List<String> command = command(data, route, target);
      deliver(inbox, files++);
      Times times = times(command, data);
      for (int attempt = 0; killed < KILLS && attempt < ATTEMPTS_A_KILL * KILLS; attempt++) {
        deliver(inbox, files++);
        CaravanProcess process = CaravanProcess.start(folder.resolve("log.txt"), command);
        boolean anywhere = attempt % KILLS_AT_WORK == 0;
        if (anywhere || process.awaitEntry(segments(data))) {
          killed += process.killAfter((long) (random.nextDouble() * (anywhere ? times.whole() : times.work()))) ? 1 : 0;
        }
      }
      CaravanProcess last = CaravanProcess.start(folder.resolve("log.txt"), command);
      assertThat(last.finish()).as("seed %d\n%s", seed, last.output()).isZero();

      List<Long> expected = LongStream.range(0, (long) files * ROWS).filter(id -> id % BAD_EVERY != 0).boxed().toList();
      List<Long> seen = target.ids();
      assertThat(seen).as("seed %d: records twice", seed).hasSize(new HashSet<>(seen).size());
      assertThat(difference(expected, seen)).as("seed %d: records lost", seed).isEmpty();
      assertThat(difference(seen, expected)).as("seed %d: records made up", seed).isEmpty();
      assertLedger(data, (long) files * ROWS, expected.size());
      assertThat(killed).as("kills that met a living process").isEqualTo(KILLS);
    }
  }

  private static List<Long> difference(List<Long> these, List<Long> those) {
    Set<Long> others = new HashSet<>(those);
    return these.stream().filter(id -> !others.contains(id)).toList();
  }

  /**
   * @param whole of a run, milliseconds
   * @param work what a run takes from the first segment to its end, milliseconds
   */
  private record Times(long whole, long work) {}

  private Times times(List<String> command, Path data) throws IOException, InterruptedException {
    long start = System.nanoTime();
    CaravanProcess process = CaravanProcess.start(folder.resolve("log.txt"), command);
    boolean seen = process.awaitEntry(segments(data));
    long work = System.nanoTime();
    int exit = process.finish();
    assertThat(exit).as(process.output()).isZero();
    assertThat(seen).as("a segment was seen").isTrue();
    long end = System.nanoTime();
    return new Times((end - start) / 1_000_000, (end - work) / 1_000_000);
  }

  private static Path segments(Path data) {
    return data.resolve("segments");
  }

  private void assertLedger(Path data, long read, long landed) throws IOException {
    JsonNode runs = json("ledger", "--data", data.toString(), "--format", "json");
    long[] sums = new long[3];
    for (JsonNode run : runs) {
      sums[0] += run.get("read").asLong();
      sums[1] += run.get("landed").asLong();
      sums[2] += run.get("rejected").asLong();
      assertThat(run.get("read").asLong())
          .isEqualTo(run.get("landed").asLong() + run.get("rejected").asLong() + run.get("deduplicated").asLong() + run.get("filtered").asLong());
    }
    assertThat(sums).containsExactly(read, landed, read - landed);
    JsonNode rejects = json("rejects", "list", "--data", data.toString(), "--format", "json", "--limit", "1000000");
    assertThat(rejects.size()).as("rejects kept").isEqualTo((int) (read - landed));
  }

  private static JsonNode json(String... arguments) throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    assertThat(Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments)).as(err::toString).isZero();
    return new ObjectMapper().readTree(out.toString());
  }

  private List<String> command(Path data, Path route, KillTarget target) {
    List<String> command = new ArrayList<>(List.of("run", "--once", "--data", data.toString()));
    target.properties().forEach((key, value) -> command.addAll(List.of("-p", key + "=" + value)));
    command.addAll(List.of("-p", "caravan.contracts=" + folder.resolve("contracts"), route.toString()));
    return command;
  }

  /** Complete when it appears, as a well-behaved sender does it. */
  private void deliver(Path inbox, int number) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (long id = (long) number * ROWS; id < (long) (number + 1) * ROWS; id++) {
      lines.append("{\"id\":").append(id).append(",\"amount\":").append(id % BAD_EVERY == 0 ? "-1" : "12.50").append("}\n");
    }
    Path written = Files.writeString(folder.resolve("delivery"), lines);
    Files.move(written, inbox.resolve("records-%03d.ndjson".formatted(number)), StandardCopyOption.ATOMIC_MOVE);
  }

  private Path writeRoute(Path inbox, KillTarget target) throws IOException {
    return Files.writeString(
        folder.resolve("kill.camel.yaml"),
        """
        - route:
            id: kill
            routeConfigurationId: ingest
            from:
              uri: kamelet:file-source
              parameters:
                path: %s
                settle: 0s
              steps:
                - to:
                    uri: kamelet:validate-action
                    parameters:
                      contract: kill/record
        %s
        """.formatted(inbox, target.sink().indent(8)));
  }

  private void writeContract() throws IOException {
    Path file = folder.resolve("contracts/kill/record.odcs.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: kill-record
        version: 1.0.0
        status: active
        schema:
          - name: record
            logicalType: object
            properties:
              - name: id
                logicalType: integer
                primaryKey: true
                primaryKeyPosition: 1
                required: true
              - name: amount
                logicalType: number
                physicalType: DECIMAL(18,2)
                logicalTypeOptions:
                  minimum: 0
        """);
  }
}
