package dev.caravan.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every pass asks of a ledger reads no more rows the longer the ledger gets. */
class LedgerPlansTest {
  private static final int COMMITTED = 1_000;
  private static final Pattern SCANNED = Pattern.compile("scanCount: (\\d+)");

  @TempDir private Path folder;

  @Test
  void unfinishedBatchesAreFoundWithoutReadingTheCommittedOnes() {
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(folder), Clock.systemUTC())) {
      long run = ledger.startRun("orders");
      String plan =
          ledger.database().write(
              "fill and explain",
              statements -> {
                for (int number = 0; number <= COMMITTED; number++) {
                  boolean open = number == COMMITTED;
                  statements.update(
                      "INSERT INTO batches (batch, run, flow, source, input_range, generation, state, attempts, opened, committed) VALUES (?, ?, 'orders', 'file', ?, 0, ?, 1, ?, ?)",
                      "orders-%016x".formatted(number), run, "file-" + number, open ? "OPEN" : "COMMITTED", Instant.now(), open ? null : Instant.now());
                }
                return statements.first("EXPLAIN ANALYZE " + JdbcLedger.UNFINISHED, row -> row.getString(1), "orders", "orders", "").orElseThrow();
              });

      assertThat(ledger.unfinished("orders")).hasSize(1);
      List<Integer> scanned = SCANNED.matcher(plan).results().map(found -> Integer.valueOf(found.group(1))).toList();
      assertThat(scanned).as(plan).isNotEmpty().allMatch(rows -> rows < COMMITTED / 10);
    }
  }
}
