package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import dev.caravan.catalog.DriftProposals;
import dev.caravan.catalog.DriftRetention;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledgers;
import dev.caravan.catalog.ProcessOwner;
import dev.caravan.catalog.SettableClock;
import dev.caravan.deadletter.RejectRetention;
import dev.caravan.runtime.routes.HousekeepingRoute;
import dev.caravan.runtime.routes.RejectCopyRoute;
import dev.caravan.source.HeldLeases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Housekeeping removes what nobody needs, and nothing of a batch that is not committed. */
class HousekeepingTest {
  @TempDir Path folder;
  private final SettableClock clock = new SettableClock();
  private JdbcLedger ledger;
  private Housekeeping housekeeping;

  @BeforeEach
  void open() {
    CaravanConfig config = new ConfigSources().classPath().commandLine(Map.of("caravan.data", folder.toString())).read();
    ledger = Ledgers.open(config.ledger(), clock);
    RejectRetention rejects = new RejectRetention(ledger.database(), Duration.ofDays(90), clock);
    DriftRetention proposals = new DriftRetention(new DriftProposals(ledger.database(), clock), Duration.ofDays(365), clock);
    housekeeping = new Housekeeping(ledger, new HeldLeases(ledger, "test", Duration.ofSeconds(15)), folder, Duration.ofDays(7), rejects, proposals, ledger.tasks(), () -> {}, () -> Set.of(folder.resolve("lake")), clock, clock);
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void theHouseIsKeptByNoTimerWhichWouldRestWhenTheClockIsPutBack() throws Exception {
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.getPropertiesComponent().addInitialProperty("caravan.rejects.copy-to", "direct:copies");
      for (RouteBuilder routes : List.of(new HousekeepingRoute(), new RejectCopyRoute())) {
        routes.configureRoutes(camel);
        assertThat(routes.getRouteCollection().getRoutes()).isNotEmpty().extracting(route -> route.getInput().getEndpointUri().replaceFirst(":.*", "")).contains("scheduler").isSubsetOf("scheduler", "direct");
      }
    }
  }

  private Path made(String kind, String batch) throws IOException {
    Path made = Files.createDirectories(folder.resolve(kind).resolve(batch));
    Files.setLastModifiedTime(Files.writeString(made.resolve("data"), "1\n"), FileTime.from(clock.instant()));
    Files.setLastModifiedTime(made, FileTime.from(clock.instant()));
    return made;
  }

  private BatchId opened(String range) {
    BatchId id = BatchId.of("orders", "inbox", range, 0);
    ledger.open(ledger.startRun("orders"), id, "orders", "inbox", range, 0, folder.resolve("segments").resolve(id.value()).toString());
    return id;
  }

  @Test
  void aCommittedBatchKeepsItsSegmentForItsTimeAndItsStagingNotAtAll() throws IOException {
    BatchId id = opened("a");
    ledger.commit(id, new Counts(1, 1, 0, 0, 0), Map.of(), null);
    Path segment = made("segments", id.value());
    Path staging = made("staging", id.value());

    clock.move(Duration.ofDays(7));
    housekeeping.tidy();
    assertThat(staging).doesNotExist();
    assertThat(segment).exists();

    clock.move(Duration.ofSeconds(1));
    housekeeping.tidy();
    assertThat(segment).doesNotExist();
  }

  @Test
  void nothingOfABatchThatIsNotCommittedIsRemovedHoweverOld() throws IOException {
    BatchId id = opened("a");
    Path segment = made("segments", id.value());
    Path staging = made("staging", id.value());

    clock.move(Duration.ofDays(365));
    housekeeping.tidy();

    assertThat(segment).exists();
    assertThat(staging).exists();
  }

  @Test
  void aFolderTheLedgerDoesNotKnowIsRemovedOnlyWhenItIsOld() throws IOException {
    Path staging = made("staging", "orders-0000000000000000");
    Path segment = made("segments", "orders-0000000000000000");
    FileTime made = Files.getLastModifiedTime(segment);
    Files.setLastModifiedTime(Files.writeString(segment.resolve("segment.json"), "{}"), made);
    Files.setLastModifiedTime(segment, made);
    Path halfSegment = made("segments", "orders-1111111111111111");

    clock.move(Duration.ofMinutes(59));
    housekeeping.tidy();
    assertThat(staging).exists();
    assertThat(halfSegment).exists();

    clock.move(Duration.ofMinutes(2));
    housekeeping.tidy();
    assertThat(staging).doesNotExist();
    assertThat(halfSegment).as("no description: it never was a segment").doesNotExist();
    assertThat(segment).exists();

    clock.move(Duration.ofDays(7));
    housekeeping.tidy();
    assertThat(segment).doesNotExist();
  }

  @Test
  void aSegmentThatIsBeingWrittenIsNotOldBecauseTheClockWasPutAhead() throws IOException {
    Path growing = made("segments", "orders-2222222222222222");
    clock.move(Duration.ofHours(2));
    Files.setLastModifiedTime(growing.resolve("data"), FileTime.from(clock.instant()));

    housekeeping.tidy();

    assertThat(growing).exists();
  }

  @Test
  void whatAKilledProcessHadInHandIsRemovedAndWhatALivingOneHasIsNot() throws Exception {
    Process dead = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-version").redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    dead.waitFor();
    String mark = ProcessOwner.mark();
    String deadMark = mark.replaceFirst("-" + ProcessHandle.current().pid() + "-", "-" + dead.pid() + "-");
    String elsewhere = "another-machine-" + deadMark.substring(deadMark.indexOf("-" + dead.pid() + "-") + 1);
    Path dataset = Files.createDirectories(folder.resolve("lake/shop/order"));
    Path spill = Files.createDirectories(folder.resolve("spill"));
    List<Path> kept = new ArrayList<>();
    for (String name : List.of("." + mark, "." + elsewhere, ".hidden", "orders-0.parquet", deadMark)) {
      kept.add(Files.writeString(dataset.resolve(name), "x"));
    }
    kept.add(Files.writeString(Files.createDirectories(spill.resolve(mark + ".1")).resolve("duckdb_temp_storage.tmp"), "x"));
    Path staged = Files.writeString(dataset.resolve("." + deadMark), "x");
    Path spilled = Files.createDirectories(spill.resolve(deadMark + ".1"));
    Files.writeString(spilled.resolve("duckdb_temp_storage.tmp"), "x");

    housekeeping.tidy();

    assertThat(staged).doesNotExist();
    assertThat(spilled).doesNotExist();
    assertThat(kept).allSatisfy(file -> assertThat(file).exists());
  }

  @Test
  void aLakeIsLookedThroughOnceAnHour() throws Exception {
    housekeeping.tidy();
    Path dataset = Files.createDirectories(folder.resolve("lake"));
    housekeeping.tidy();
    String mark = ProcessOwner.mark().replaceFirst("-" + ProcessHandle.current().pid() + "-", "-" + Integer.MAX_VALUE + "-");
    Path staged = Files.writeString(dataset.resolve("." + mark), "x");

    clock.move(Duration.ofMinutes(59));
    housekeeping.tidy();
    assertThat(staged).exists();

    clock.move(Duration.ofMinutes(1));
    housekeeping.tidy();
    assertThat(staged).doesNotExist();
  }
}
