package dev.caravan.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.caravan.ErrorCode;
import dev.caravan.fault.Operator.Seen;
import dev.caravan.kill.CaravanProcess;
import dev.caravan.runtime.CaravanRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The disk takes no more, or nothing at all. Small disks need the right to mount one; a limit of sizes needs none. */
@Timeout(300)
class DiskFaultTest {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int ROWS = 120_000;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;
  private Operator operator;

  @BeforeEach
  void prepare() throws IOException {
    operator = new Operator(folder).set("caravan.disk.reserve", "16MB").fileFlow("orders", Operator.toLake("orders")).deliver("orders", "a.csv", 1, 10);
  }

  private void assertAllOnce(long rows) throws IOException {
    assertThat(operator.landed(List.of("test.orders")).get("test.orders")).isEqualTo(LongStream.rangeClosed(1, rows).boxed().toList());
    assertThat(operator.ledger().stream().mapToLong(run -> run.path("landed").asLong()).sum()).isEqualTo(rows);
    operator.assertBalanced();
  }

  @Test
  void aDiskThatTakesNoWritesIsToldBeforeAnythingRuns() throws Exception {
    try (SmallDisk disk = SmallDisk.mounted(operator.data(), 48)) {
      assertThat(operator.runOnce().exit()).isEqualTo(DONE);
      operator.deliver("orders", "b.csv", 11, 20);
      disk.readOnly(true);
      Seen during = operator.runOnce();
      disk.readOnly(false);

      assertThat(during.exit()).as(during.printed()).isEqualTo(FAILED);
      assertThat(during.printed()).contains("[" + ErrorCode.LEDGER_UNAVAILABLE.code() + "]").contains("next: ").containsIgnoringCase("read-only").doesNotContain("\tat ");
      OperatorsPage.tells(ErrorCode.LEDGER_UNAVAILABLE, "ead-only");
      assertThat(operator.runOnce().exit()).isEqualTo(DONE);
      assertAllOnce(20);
    }
  }

  @Test
  void aLedgerThatMayNotBeWrittenIsToldTheSameWay() throws Exception {
    assertThat(operator.runOnce().exit()).isEqualTo(DONE);
    operator.deliver("orders", "b.csv", 11, 20);
    Path ledger = operator.data().resolve("ledger/ledger.mv.db");
    assertThat(ledger.toFile().setWritable(false)).isTrue();
    assumeFalse(Files.isWritable(ledger), "root may write whatever the file says");
    Seen during = operator.runOnce();
    assertThat(ledger.toFile().setWritable(true)).isTrue();

    assertThat(during.exit()).as(during.printed()).isEqualTo(FAILED);
    assertThat(during.printed()).contains(ledger + " is read-only").contains("next: ");
    assertThat(operator.runOnce().exit()).isEqualTo(DONE);
    assertAllOnce(20);
  }

  @Test
  void aFlowWhoseLedgerHasNoRoomGoesOnByItselfWhenThereIs() throws Exception {
    Path ledger = folder.resolve("ledger");
    try (SmallDisk disk = SmallDisk.mounted(ledger, 48)) {
      operator.set("caravan.ledger.url", "jdbc:h2:file:" + ledger.resolve("ledger")).set("caravan.http.enabled", "false");
      try (CaravanRuntime runtime = operator.runtime()) {
        runtime.start();
        await().atMost(PATIENCE).until(() -> landed(runtime) == 10);
        disk.fillUp(12 << 20);
        operator.deliver("orders", "b.csv", 11, 20);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(runtime.progress().get(0).problem()).isNotNull().extracting(problem -> problem.code()).isEqualTo(ErrorCode.DISK_FULL));
        assertThat(runtime.progress().get(0).problem().message()).contains(ledger.toString());
        OperatorsPage.tells(ErrorCode.DISK_FULL, "nearly full");
        disk.freeUp();
        await().atMost(PATIENCE).until(() -> landed(runtime) == 20);
      }
      assertAllOnce(20);
    }
  }

  private static long landed(CaravanRuntime runtime) {
    return runtime.progress().get(0).counts().landed();
  }

  @Test
  void aProcessThatMayWriteNoLargeFilesKeepsItsBatchAndTheNextLandsIt() throws Exception {
    operator.write("inbox/orders/b.csv", LongStream.rangeClosed(11, ROWS).mapToObj(id -> id + "," + "x".repeat(100) + "\n").collect(Collectors.joining("", "id,text\n", "")));
    Path log = folder.resolve("log.txt");
    List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -f 8192; exec \"$@\"", "sh"));
    command.addAll(CaravanProcess.command(operator.arguments("run", "--once", "--routes", folder.resolve("routes").toString())));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    String told = Files.readString(log);
    assertThat(process.exitValue()).as(told).isEqualTo(FAILED);
    assertThat(told).contains("[" + ErrorCode.DISK_FULL.code() + "]").contains("File too large").contains("next: ").doesNotContain("\tat ");
    OperatorsPage.tells(ErrorCode.DISK_FULL, "File too large");
    assertThat(operator.runOnce().exit()).isEqualTo(DONE);
    assertAllOnce(ROWS);
  }
}
