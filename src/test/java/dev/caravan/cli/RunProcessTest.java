package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.kill.CaravanProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code run} as a process of its own, as shells and supervisors see it. */
@Timeout(300)
class RunProcessTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final long INTERRUPT = 1L << (2 - 1);

  @TempDir private Path folder;
  private final List<Process> processes = new ArrayList<>();

  @BeforeEach
  void prepare() throws IOException {
    Files.createDirectories(folder.resolve("inbox"));
    Files.writeString(folder.resolve("inbox/a.csv"), "id\n1\n2\n");
    Files.writeString(
        folder.resolve("slow.camel.yaml"),
        """
        - route:
            id: slow
            routeConfigurationId: ingest
            from:
              uri: kamelet:file-source
              parameters: {path: "%s", settle: 0s, schedule: 200ms}
              steps:
                - log: {message: "in hand"}
                - delay: {constant: 3000}
                - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/slow}}
        """
            .formatted(folder.resolve("inbox")));
  }

  @AfterEach
  void endAll() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  private Process start(String log, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("run", "--data", folder.resolve("data").toString(), "-p", "caravan.http.port=0"));
    arguments.addAll(List.of(options));
    arguments.add(folder.resolve("slow.camel.yaml").toString());
    return caravan(log, arguments);
  }

  private Process caravan(String log, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(heedingInterrupts());
    command.addAll(CaravanProcess.command(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve(log).toFile()).start();
    processes.add(process);
    return process;
  }

  // A shell that puts its jobs into the background has them ignore SIGINT, and children inherit that.
  private static List<String> heedingInterrupts() throws IOException {
    Path status = Path.of("/proc/self/status");
    boolean ignored =
        Files.isReadable(status)
            && Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16) & INTERRUPT) != 0);
    return ignored ? List.of("env", "--default-signal=INT") : List.of();
  }

  private String output(String log) throws IOException {
    return Files.readString(folder.resolve(log));
  }

  private void awaitOutput(String log, String text) {
    await().atMost(LONG).until(() -> output(log).contains(text));
  }

  private long landed() throws IOException {
    Answer ledger = Answer.to("ledger", "--data", folder.resolve("data").toString(), "--format", "json");
    long landed = 0;
    for (JsonNode run : new ObjectMapper().readTree(ledger.out())) {
      landed += run.get("landed").asLong();
    }
    return landed;
  }

  private static void signal(Process process, String name) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor()).isZero();
  }

  private static int end(Process process) throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  @Test
  void aRuntimeThatIsAskedToEndFinishesTheBatchInHandAndEndsWell() throws Exception {
    Process process = start("log");
    awaitOutput("log", "in hand");

    signal(process, "TERM");

    assertThat(end(process)).as(output("log")).isEqualTo(ExitCode.DONE);
    assertThat(landed()).isEqualTo(2);
  }

  @Test
  void aPassThatIsInterruptedEndsAsFailedAndTellsWhatLanded() throws Exception {
    Process process = start("log", "--once");
    awaitOutput("log", "in hand");

    signal(process, "INT");

    assertThat(end(process)).as(output("log")).isEqualTo(ExitCode.FAILED);
    assertThat(output("log")).contains("slow: read 2, landed 2").doesNotContain("\tat ");
    assertThat(landed()).isEqualTo(2);
  }

  @Test
  void aPassThatASupervisorEndsFinishesTheBatchInHandAndBeginsNoOther() throws Exception {
    Files.writeString(folder.resolve("inbox/b.csv"), "id\n3\n");
    Process process = start("log", "--once");
    awaitOutput("log", "in hand");

    signal(process, "TERM");

    assertThat(end(process)).as(output("log")).isEqualTo(ExitCode.FAILED);
    assertThat(output("log")).contains("slow: read 2, landed 2");
    assertThat(landed()).isEqualTo(2);
  }

  @Test
  void aDemoThatIsInterruptedTellsWhatLandedAndThatItIsNotAll() throws Exception {
    Process demo = caravan("log", List.of("demo", "--data", folder.resolve("data").toString(), "--records", "400000"));
    awaitOutput("log", "retail-");

    signal(demo, "INT");

    assertThat(end(demo)).as(output("log")).isEqualTo(ExitCode.FAILED);
    assertThat(output("log")).contains("What to type next").contains("balanced").doesNotContain("\tat ");
  }

  @Test
  void aSecondRuntimeWaitsForTheLeaseAndTheLedgerCanBeRead() throws Exception {
    Process first = start("first");
    awaitOutput("first", "in hand");
    Process second = start("second");
    awaitOutput("second", "another process works on it");
    assertThat(landed()).as("read while two runtimes hold the ledger").isBetween(0L, 2L);

    signal(first, "TERM");
    assertThat(end(first)).as(output("first")).isEqualTo(ExitCode.DONE);
    assertThat(landed()).isEqualTo(2);
    signal(second, "TERM");

    assertThat(end(second)).as(output("second")).isEqualTo(ExitCode.DONE);
    assertThat(landed()).isEqualTo(2);
  }
}
