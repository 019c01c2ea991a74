package dev.caravan.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.Counts;
import dev.caravan.catalog.Ledger.BatchState;
import dev.caravan.catalog.Ledger.RunState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The embedded ledger among processes that come, go and are killed. */
class SharedLedgerTest {
  @TempDir Path folder;

  private JdbcLedger open() {
    return Ledgers.open(LedgerConfig.inFolder(folder), Clock.systemUTC());
  }

  private JdbcLedger look() {
    return Ledgers.openReadOnly(LedgerConfig.inFolder(folder), Clock.systemUTC());
  }

  private static void allIsThere(JdbcLedger ledger, int told) {
    for (int number = 0; number <= told; number++) {
      var batch = ledger.batch(LedgerProcess.batch(number)).orElseThrow();
      assertThat(batch.state()).isEqualTo(BatchState.COMMITTED);
      assertThat(batch.counts()).isEqualTo(new Counts(number, number, 0, 0, 0));
    }
    assertThat(Integer.parseInt(ledger.cursor(LedgerProcess.FLOW, "number").orElseThrow())).isGreaterThanOrEqualTo(told);
  }

  @Test
  void whatAKilledProcessHadCommittedIsThereAtTheNextStart() throws Exception {
    int told;
    try (LedgerProcess process = LedgerProcess.commits(folder)) {
      told = process.awaitTold(50);
      process.kill();
      told = Math.max(told, process.lastTold());
    }

    try (JdbcLedger ledger = open()) {
      allIsThere(ledger, told);
      assertThat(ledger.lease(LedgerProcess.LEASE, ProcessOwner.current().name(), Duration.ofMinutes(1))).isTrue();
      assertThat(ledger.abandonDeadRuns()).isEqualTo(1);
      assertThat(ledger.runs(1).get(0).state()).isEqualTo(RunState.ABANDONED);
    }
  }

  @Test
  void afterAKillTheLedgerCanBeLookedAtBeforeAnyRuntimeStarts() throws Exception {
    int told;
    try (LedgerProcess process = LedgerProcess.commits(folder)) {
      told = process.awaitTold(20);
      process.kill();
    }

    try (JdbcLedger ledger = look()) {
      allIsThere(ledger, told);
    }
  }

  @Test
  void twoProcessesWorkOnOneLedger() throws Exception {
    try (LedgerProcess process = LedgerProcess.holds(folder)) {
      process.awaitTold(0);
      try (JdbcLedger ledger = open();
          JdbcLedger looking = look()) {
        assertThat(ledger.lease(LedgerProcess.LEASE, ProcessOwner.current().name(), Duration.ofMinutes(1))).isFalse();
        assertThat(ledger.abandonDeadRuns()).isZero();
        ledger.finishRun(ledger.startRun("customers"), RunState.DONE, null, null);

        assertThat(looking.runs(10)).extracting(Ledger.RunSummary::flow).containsExactly("customers", LedgerProcess.FLOW);
      }
    }
  }

  @Test
  void aGuestGoesOnWhenTheProcessThatHeldTheFileIsKilled() throws Exception {
    try (LedgerProcess process = LedgerProcess.holds(folder)) {
      process.awaitTold(0);
      try (JdbcLedger ledger = open()) {
        long run = ledger.startRun("customers");
        process.kill();

        ledger.finishRun(run, RunState.DONE, null, null);

        assertThat(ledger.runs(1).get(0).state()).isEqualTo(RunState.DONE);
        allIsThere(ledger, 0);
      }
    }
  }

  @Test
  void aProcessThatIsAskedToEndCanStillCommit() throws Exception {
    try (LedgerProcess process = LedgerProcess.holds(folder)) {
      process.awaitTold(0);
      process.end();
      assertThat(process.lastTold()).isEqualTo(1);
    }

    try (JdbcLedger ledger = open()) {
      allIsThere(ledger, 1);
    }
  }

  @Test
  void manyThatOpenANewLedgerAtOnceAllGetIt() throws Exception {
    List<Long> runs =
        LedgerContract.atOnce(
            4,
            index -> {
              try (JdbcLedger ledger = open()) {
                return ledger.startRun("flow-" + index);
              }
            });

    assertThat(runs).doesNotHaveDuplicates();
    try (JdbcLedger ledger = look()) {
      assertThat(ledger.runs(10)).hasSize(4);
    }
  }

  @Test
  void twoProcessesThatOpenANewLedgerAtOnceBothGetIt() throws Exception {
    try (LedgerProcess process = LedgerProcess.holds(folder);
        JdbcLedger here = open()) {
      process.awaitTold(0);
      here.startRun("customers");
      assertThat(here.runs(10)).extracting(Ledger.RunSummary::flow).containsExactlyInAnyOrder("customers", LedgerProcess.FLOW);
    }
  }

  @Test
  void aLedgerWhoseMakerWasKilledIsMadeByTheNext() throws Exception {
    Files.createDirectories(folder.resolve("ledger"));
    try (Connection halfMade = DriverManager.getConnection("jdbc:h2:file:" + folder.resolve("ledger/ledger"), "caravan", "");
        Statement statement = halfMade.createStatement()) {
      statement.execute("CREATE TABLE flows (flow VARCHAR NOT NULL PRIMARY KEY, first_seen TIMESTAMP(6) WITH TIME ZONE NOT NULL)");
    }

    try (JdbcLedger ledger = open()) {
      ledger.startRun("orders");
      assertThat(ledger.runs(10)).hasSize(1);
    }
  }

  @Test
  void anInterruptedThreadDoesNotHarmTheLedger() {
    try (JdbcLedger ledger = open()) {
      for (int turn = 0; turn < 20; turn++) {
        Thread.currentThread().interrupt();
        ledger.startRun("interrupted");
        assertThat(Thread.interrupted()).isTrue();
      }
      assertThat(ledger.runs(100)).hasSize(20);
    }
  }

  @Test
  void lookingWhereNoLedgerIsSaysSoAndMakesNothing() {
    assertThatThrownBy(this::look)
        .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEDGER_ABSENT))
        .hasMessageContaining(folder.resolve("ledger").toString());
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void lookingAtALedgerThatNobodyHoldsLeavesItsFilesAsTheyAre() throws Exception {
    try (JdbcLedger ledger = open()) {
      ledger.finishRun(ledger.startRun("orders"), RunState.DONE, null, null);
    }
    byte[] before = Files.readAllBytes(folder.resolve("ledger/ledger.mv.db"));

    try (JdbcLedger ledger = look()) {
      assertThat(ledger.runs(10)).hasSize(1);
      assertThatThrownBy(() -> ledger.landed(LedgerProcess.batch(0), "lake", "orders", 1)).isInstanceOf(CaravanException.class);
    }

    assertThat(Files.readAllBytes(folder.resolve("ledger/ledger.mv.db"))).isEqualTo(before);
    try (var files = Files.list(folder.resolve("ledger"))) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("ledger.mv.db");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"later", "expanding", "contract labels", "contract 9000 labels"})
  void aLedgerThatANewerVersionHasChangedIsRefused(String migration) {
    pretend(migration);

    assertThatThrownBy(this::open).satisfies(SharedLedgerTest::isNewer);
    assertThatThrownBy(this::look).satisfies(SharedLedgerTest::isNewer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"expand labels", "contract 1 labels"})
  void aLedgerToWhichANewerVersionHasOnlyAddedIsWorkedOnBesideIt(String migration) {
    pretend(migration);

    try (JdbcLedger ledger = open()) {
      ledger.finishRun(ledger.startRun("orders"), RunState.DONE, null, null);
    }
    try (JdbcLedger ledger = look()) {
      assertThat(ledger.runs(10)).hasSize(1);
    }
  }

  /** A migration that this version does not know. */
  private void pretend(String description) {
    try (JdbcLedger ledger = open()) {
      ledger
          .database()
          .write(
              "pretend",
              statements ->
                  statements.update(
                      "INSERT INTO \"ledger_schema_history\" (\"installed_rank\", \"version\", \"description\", \"type\", \"script\","
                          + " \"checksum\", \"installed_by\", \"installed_on\", \"execution_time\", \"success\")"
                          + " VALUES (99, '9000', ?, 'SQL', 'V9000__later.sql', 1, 'caravan', CURRENT_TIMESTAMP, 1, TRUE)",
                      description));
    }
  }

  private static void isNewer(Throwable thrown) {
    assertThat(thrown).hasMessageContaining("newer Caravan").hasMessageContaining("9000");
    assertThat(((CaravanException) thrown).code()).isEqualTo(ErrorCode.LEDGER_SCHEMA);
  }

  /** In a process of its own: H2 reads to which address it may be bound once, when its first class loads. */
  @Test
  void itsServerListensOnTheLoopbackAddressOnly() throws Exception {
    try (LedgerProcess process = LedgerProcess.holds(folder);
        ServerSocket onLoopback = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      process.awaitTold(0);
      int port = port(folder.resolve("ledger/ledger.lock.db"));
      List<String> outside = outsideAddresses().stream().filter(address -> !answers(address, onLoopback.getLocalPort())).toList();

      assertThat(answers("127.0.0.1", port)).isTrue();
      assertThat(outside).as("addresses that answer").noneMatch(address -> answers(address, port));
    }
  }

  private static int port(Path lockFile) throws IOException {
    var lock = new Properties();
    try (var in = Files.newInputStream(lockFile)) {
      lock.load(in);
    }
    return Integer.parseInt(lock.getProperty("server").replaceAll(".*:", ""));
  }

  /** Of this machine, as others see it; one that is forwarded to the loopback address tells nothing and is left out by its caller. */
  private static List<String> outsideAddresses() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
        .map(InetAddress::getHostAddress)
        .toList();
  }

  private static boolean answers(String address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 2_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void warningsAreKeptSorted() {
    try (JdbcLedger ledger = open()) {
      var id = LedgerProcess.batch(3);
      ledger.open(ledger.startRun(LedgerProcess.FLOW), id, LedgerProcess.FLOW, "inbox", "3", 0, "/s");
      ledger.commit(id, Counts.NONE, Map.of("b", 1L, "a", 2L), null);
      assertThat(ledger.batch(id).orElseThrow().warnings().keySet()).containsExactly("a", "b");
    }
  }
}
