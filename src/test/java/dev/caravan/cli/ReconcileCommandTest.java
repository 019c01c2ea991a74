package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.FolderFiles;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ledger and lake after one of them was lost and came back older. */
class ReconcileCommandTest {
  @TempDir private Path folder;

  private Answer caravan(String... arguments) {
    return Answer.to(List.of(arguments), "--data", data().toString());
  }

  private Path data() {
    return folder.resolve("data");
  }

  private void land(String file, int id) throws IOException {
    Files.createDirectories(folder.resolve("in"));
    Files.writeString(folder.resolve("in").resolve(file), "id\n" + id + "\n");
    run();
  }

  private void run() {
    Answer run = caravan("run", "--once", "-p", "caravan.engine.memory=256MB", folder.resolve("orders.camel.yaml").toString());
    assertThat(run.code()).as(run.err()).isZero();
  }

  private List<String> rows() {
    return caravan("query", "--format", "csv", "select id from test.orders order by id").out().lines().skip(1).toList();
  }

  @BeforeEach
  void writeRoute() throws IOException {
    Files.writeString(folder.resolve("orders.camel.yaml"), """
        - route:
            id: orders
            routeConfigurationId: ingest
            from:
              uri: kamelet:file-source
              parameters: {path: %s, settle: 0s}
              steps:
                - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/orders}}
        """.formatted(folder.resolve("in")));
  }

  private void backUpLedger() throws IOException {
    Files.createDirectories(folder.resolve("backup"));
    Files.copy(data().resolve("ledger/ledger.mv.db"), folder.resolve("backup/ledger.mv.db"));
  }

  private void restoreLedger() throws IOException {
    Files.copy(folder.resolve("backup/ledger.mv.db"), data().resolve("ledger/ledger.mv.db"), StandardCopyOption.REPLACE_EXISTING);
  }

  private List<Path> lake(String ending) throws IOException {
    return FolderFiles.below(data().resolve("lake")).stream().filter(file -> file.toString().endsWith(ending)).toList();
  }

  @Test
  void aLedgerThatCameBackOlderLearnsWhatLandedFromTheNextRun() throws IOException {
    land("a.csv", 1);
    assertThat(caravan("reconcile")).satisfies(agreed -> assertThat(agreed.out()).isEqualTo("Ledger and lake agree.\n"));
    backUpLedger();
    land("b.csv", 2);
    restoreLedger();

    Answer differs = caravan("reconcile");
    assertThat(differs.code()).isEqualTo(1);
    assertThat(differs.out()).contains("orders: landed, but the ledger does not know the batch: orders-", "/test/orders", "1 difference, 0 mended.");

    run();
    assertThat(caravan("reconcile").code()).isZero();
    assertThat(rows()).containsExactly("1", "2");
  }

  @Test
  void whatIsWithdrawnIsReadAgainAndLandsOnce() throws IOException {
    land("a.csv", 1);
    backUpLedger();
    land("b.csv", 2);
    restoreLedger();

    Answer withdrawn = caravan("reconcile", "--withdraw", "orders");
    assertThat(withdrawn.code()).isZero();
    assertThat(withdrawn.out()).contains("1 difference, 1 mended.");
    assertThat(rows()).as("hidden, not gone").containsExactly("1");
    assertThat(lake(".withdrawn")).hasSize(1);

    run();
    assertThat(rows()).containsExactly("1", "2");
  }

  @Test
  void nothingIsWithdrawnWhileAnotherProcessWorksOnTheFlow() throws IOException {
    land("a.csv", 1);
    backUpLedger();
    land("b.csv", 2);
    restoreLedger();
    try (JdbcLedger other = Ledgers.open(LedgerConfig.inFolder(data()), Clock.systemUTC())) {
      other.lease("flow:orders", "another-process", Duration.ofMinutes(10));
    }

    Answer refused = caravan("reconcile", "--withdraw", "orders");

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("Another process works on flow orders", "[ledger.conflict]");
    assertThat(lake(".withdrawn")).isEmpty();
  }

  @Test
  void aLakeThatCameBackOlderIsLandedAgainFromRawRecords() throws IOException {
    land("a.csv", 1);
    Files.delete(lake(".json").get(0));

    Answer differs = caravan("reconcile", "--repair");
    assertThat(differs.code()).isEqualTo(1);
    assertThat(differs.out()).contains("committed, but the lake has no manifest of it", "caravan reprocess FLOW --from TIME", "0 mended");

    Answer again = caravan("reprocess", "orders", "--from", "1h", "--routes", folder.resolve("orders.camel.yaml").toString());
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(rows()).containsExactly("1");
    assertThat(caravan("reconcile").code()).isZero();
  }

  @Test
  void aFileThatIsGoneIsTold() throws IOException {
    land("a.csv", 1);
    Path file = lake(".parquet").get(0);
    Files.delete(file);

    Answer differs = caravan("reconcile", "--format", "json");

    assertThat(differs.code()).isEqualTo(1);
    assertThat(differs.out()).contains("\"file-gone\"", file.toString(), "\"mended\" : false");
  }

  @Test
  void whatAKilledAttemptLeftIsRemovedAndNothingElse() throws IOException {
    land("a.csv", 1);
    Path file = lake(".parquet").get(0);
    Path stray = Files.copy(file, file.resolveSibling(file.getFileName().toString().replaceFirst("-[^-]+[.]parquet$", "-00000000.parquet")));
    Path foreign = Files.writeString(file.resolveSibling("notes.parquet"), "mine");
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(data()), Clock.systemUTC())) {
      ledger.database().write("forget where it landed", statements -> statements.update("DELETE FROM landings"));
    }

    assertThat(caravan("reconcile").code()).isEqualTo(1);
    assertThat(stray).exists();
    Answer mended = caravan("reconcile", "--repair");

    assertThat(mended.out()).contains("2 differences, 2 mended.");
    assertThat(mended.code()).isZero();
    assertThat(stray).doesNotExist();
    assertThat(file).exists();
    assertThat(foreign).exists();
    assertThat(rows()).containsExactly("1");
    assertThat(caravan("reconcile").code()).isZero();
  }

  @Test
  void aLakeThatNobodyLookedAtIsNamed() throws IOException {
    land("a.csv", 1);
    Path elsewhere = Files.move(data().resolve("lake"), folder.resolve("elsewhere"));
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(data()), Clock.systemUTC())) {
      ledger.database().write("as if landed there", statements -> statements.update("UPDATE landings SET target = ?", elsewhere + "/test/orders"));
    }

    assertThat(caravan("reconcile").out()).contains("landed in a lake that was not looked at", elsewhere.toString());
    assertThat(caravan("reconcile", "--lake", elsewhere.toString()).code()).isZero();
  }

  @Test
  void withoutALedgerItSaysSo() {
    assertThat(caravan("reconcile").err()).contains("There is no ledger");
  }
}
