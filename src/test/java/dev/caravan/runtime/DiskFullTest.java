package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.caravan.ErrorCode;
import dev.caravan.batch.Counts;
import dev.caravan.source.FlowProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data folder on a small disk of its own, filled by somebody else. Needs the right to mount one. */
class DiskFullTest {
  private static final int DISK_MEGABYTES = 64;
  private static final int ROWS = 200_000;
  private static final Duration LONG = Duration.ofMinutes(2);

  @TempDir private Path folder;
  private Path disk;
  private boolean ledgerElsewhere;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectories(folder.resolve("data"));
    assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=" + DISK_MEGABYTES + "m", "tmpfs", disk.toString()), "no right to mount a small disk");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", "-l", disk.toString());
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aFlowPausesBeforeTheDiskIsFullAndGoesOnWhenThereIsRoom() throws Exception {
    pausesAndGoesOn("16MB", DISK_MEGABYTES - 12);
  }

  @Test
  void aFlowThatRanOutOfRoomKeepsItsBatchAndGoesOnWithIt() throws Exception {
    // Less room than the rows take as they came. Without a reserve the ledger would run out of room first.
    ledgerElsewhere = true;
    pausesAndGoesOn("0MB", DISK_MEGABYTES - 3);
  }

  private void pausesAndGoesOn(String reserve, int ballastMegabytes) throws Exception {
    Workplace place = new Workplace(folder).set("caravan.disk.reserve", reserve).set("caravan.retry.attempts", "1").flow("orders");
    if (ledgerElsewhere) {
      place.set("caravan.ledger.url", "jdbc:h2:file:" + folder.resolve("ledger"));
    }
    Files.createDirectories(place.inbox("orders"));
    Path ballast = disk.resolve("ballast");
    try (CaravanRuntime runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      Files.write(ballast, new byte[ballastMegabytes << 20]);
      Path draft = Files.writeString(folder.resolve("draft"), IntStream.range(0, ROWS).mapToObj(id -> "{\"id\":" + id + ",\"text\":\"" + "x".repeat(20) + "\"}\n").collect(Collectors.joining()));
      Files.move(draft, place.inbox("orders").resolve("a.ndjson"));

      await().atMost(LONG).untilAsserted(() -> assertThat(orders(runtime).problem()).isNotNull().extracting(problem -> problem.code()).isEqualTo(ErrorCode.DISK_FULL));
      assertThat(orders(runtime).state()).isNotIn(FlowProgress.State.RUNNING, FlowProgress.State.FAILED);
      assertThat(orders(runtime).counts()).isEqualTo(Counts.NONE);
      Files.delete(ballast);
      await().atMost(LONG).untilAsserted(() -> assertThat(orders(runtime).counts()).isEqualTo(new Counts(ROWS, ROWS, 0, 0, 0)));
      assertThat(orders(runtime).problem()).isNull();
    }
    assertThat(place.unfinished("orders")).isEmpty();
    assertThat(place.query("SELECT count(*) AS n, count(DISTINCT id) AS ids FROM test.orders").get(0).toString()).isEqualTo("{\"n\":" + ROWS + ",\"ids\":" + ROWS + "}");
  }

  private static FlowProgress orders(CaravanRuntime runtime) {
    return runtime.progress().get(0);
  }
}
