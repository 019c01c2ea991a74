package dev.caravan.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Ledger.BatchState;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import dev.caravan.catalog.Milestone;
import dev.caravan.kill.CaravanProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * History is run again by processes that are killed at steps of its landing. In between and in the end readers see each
 * record once. {@code -Dcaravan.faults=true} kills at each step, which takes a minute.
 */
class KilledReprocessTest {
  private static final int RECORDS = 60;

  @TempDir private Path folder;

  private static List<Milestone> steps() {
    return Boolean.getBoolean("caravan.faults")
        ? List.of(Milestone.LANDING, Milestone.PUBLISHING, Milestone.LANDED, Milestone.LEDGER_COMMIT, Milestone.COMMITTED)
        : List.of(Milestone.PUBLISHING, Milestone.LANDED);
  }

  @Test
  void eachRecordIsThereOnceWheneverAProcessDiesThatRunsHistoryAgain() throws Exception {
    try (SeededSource files = new SeededFiles(1, RECORDS)) {
      LandingPlace lake = new LakePlace("local", "lake", Killing.data(folder), () -> null);
      Round round = new Round(folder, Map.of(files, lake), CaravanProcess.java(), List.of(), new Random(1), blow -> {});
      List<String> command = round.command(round.prepare());
      assertThat(run(command, Blow.NEVER).code()).as(this::log).isZero();
      Set<Long> landed = new HashSet<>(files.keys());
      landed.removeAll(files.refused());
      List<String> again = new ArrayList<>(command);
      again.addAll(List.of(CrashedRun.REPROCESS, files.name()));

      int batch = 1;
      for (Milestone step : steps()) {
        assertThat(run(again, new Blow.At(step, batch++)).killed()).as(() -> step + " " + log()).isTrue();
        assertOnce(lake.keys(files.name()), landed);
      }
      assertThat(run(again, Blow.NEVER).code()).as(this::log).isZero();

      assertOnce(lake.keys(files.name()), landed);
      assertBalanced();
    }
  }

  private Victim.End run(List<String> command, Blow blow) throws IOException, InterruptedException {
    return new Victim(command, Map.of(), folder.resolve("log.txt")).run(blow);
  }

  private static void assertOnce(List<Long> seen, Set<Long> expected) {
    assertThat(seen).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(expected);
  }

  private void assertBalanced() throws SQLException {
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(Killing.data(folder)), Clock.systemUTC())) {
      List<BatchRecord> batches = ledger.runs(Integer.MAX_VALUE).stream().flatMap(run -> ledger.batches(run.run()).stream()).toList();
      assertThat(batches).anyMatch(batch -> batch.generation() > 0).allSatisfy(batch -> {
        assertThat(batch.state()).as(batch.toString()).isEqualTo(BatchState.COMMITTED);
        assertThat(batch.counts().balanced()).as(batch.toString()).isTrue();
      });
    }
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log.txt"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
