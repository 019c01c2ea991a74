package dev.caravan.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import dev.caravan.catalog.Discrepancy.Kind;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger and lakes that are looked through two batches at a time. */
class ReconciliationTest {
  private static final DatasetName ORDERS = new DatasetName("shop/order");

  @TempDir private Path folder;
  private JdbcLedger ledger;
  private Datasets lake;

  @BeforeEach
  void open() {
    ledger = Ledgers.open(LedgerConfig.inFolder(folder), Clock.systemUTC());
    lake = new Datasets(new LocalStore(folder.resolve("lake")), folder.resolve("cache"));
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private Reconciliation reconciliation() {
    return new Reconciliation(ledger, List.of(lake), 2);
  }

  private static BatchId batch(int number) {
    return new BatchId("orders-%016x".formatted(number));
  }

  private void committed(int first, int last, String target) {
    ledger.database().write("commit batches", statements -> {
      for (int number = first; number <= last; number++) {
        statements.update("INSERT INTO batches (batch, run, flow, source, input_range, generation, state, attempts, opened, committed) SELECT ?, MIN(run), 'orders', 'file', ?, 0, 'COMMITTED', 1, ?, ? FROM runs",
            batch(number).value(), "file-" + number, Instant.now(), Instant.now());
        statements.update("INSERT INTO landings (batch, sink, target, landed, noted) VALUES (?, 'lake', ?, 0, ?)", batch(number).value(), target, Instant.now());
      }
      return null;
    });
  }

  private void visible(int first, int last, DatasetName dataset) {
    for (int number = first; number <= last; number++) {
      Manifest manifest = new Manifest(dataset, batch(number), "orders", null, null, 0, Instant.now(), new Counts(0, 0, 0, 0, 0), Map.of(), List.of(), List.of(), null, List.of());
      lake.store().putIfAbsent(Manifest.key(dataset, batch(number)), manifest.toJson());
    }
  }

  private List<String> found() {
    return reconciliation().look().stream().map(each -> each.kind() + " " + each.batch()).toList();
  }

  @Test
  void whatDiffersIsFoundOnEachPageOfEither() {
    ledger.startRun("orders");
    committed(1, 7, lake.store().name() + "/" + ORDERS);
    visible(3, 9, ORDERS);

    assertThat(found()).containsExactly(
        Kind.BATCH_UNKNOWN + " " + batch(8), Kind.BATCH_UNKNOWN + " " + batch(9), Kind.MANIFEST_GONE + " " + batch(1), Kind.MANIFEST_GONE + " " + batch(2));
  }

  @Test
  void aDatasetThatIsGoneWholeAndALakeThatNobodyLooksAtAreTold() {
    ledger.startRun("orders");
    committed(1, 3, lake.store().name() + "/shop/gone");
    committed(4, 6, "s3://elsewhere/shop/order");

    assertThat(found()).containsExactly(
        Kind.MANIFEST_GONE + " " + batch(1), Kind.MANIFEST_GONE + " " + batch(2), Kind.MANIFEST_GONE + " " + batch(3),
        Kind.NOT_LOOKED_AT + " " + batch(4), Kind.NOT_LOOKED_AT + " " + batch(5), Kind.NOT_LOOKED_AT + " " + batch(6));
  }

  @Test
  void whereTheyAgreeNothingIsTold() {
    ledger.startRun("orders");
    committed(1, 5, lake.store().name() + "/" + ORDERS);
    visible(1, 5, ORDERS);

    assertThat(found()).isEmpty();
  }
}
