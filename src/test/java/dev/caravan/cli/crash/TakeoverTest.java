package dev.caravan.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.catalog.DataSources;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import dev.caravan.catalog.Milestone;
import dev.caravan.kill.CaravanProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A process stands still (SIGSTOP) for longer than its lease. Another takes its flows over and lands everything; then
 * the first goes on where it stood. Nothing may land twice. {@code -Dcaravan.takeovers=true} stops it at each moment
 * that counts, which takes minutes.
 */
class TakeoverTest {
  private static final int RECORDS = 60;
  private static EmbeddedPostgres postgres;

  @TempDir private Path folder;
  private final List<Process> processes = new ArrayList<>();

  @BeforeAll
  static void startPostgres() throws IOException {
    postgres = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stopPostgres() throws IOException {
    postgres.close();
  }

  @AfterEach
  void endAll() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }

  @ParameterizedTest
  @MethodSource("milestones")
  void aProcessThatWakesUpBehindItsLeaseLandsNothingTwice(Milestone milestone) throws Exception {
    String url = "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + database(milestone.name().toLowerCase(Locale.ROOT));
    Path data = Killing.data(folder);
    LandingPlace table =
        new TablePlace("postgresql", "crash", "crash", Map.of(), data, Map.of("crash", new DataSources.Config(url, "postgres", null)));
    try (SeededSource files = withoutBad(seed -> new SeededFiles(seed, RECORDS));
        SeededSource shop = withoutBad(seed -> new SeededShop(seed, RECORDS))) {
      Map<SeededSource, LandingPlace> flows = new LinkedHashMap<>();
      flows.put(files, new LakePlace("local", "lake", data, () -> null));
      flows.put(shop, table);
      Round round = new Round(folder, flows, CaravanProcess.java(), arguments(url), new Random(1), blow -> {});
      List<String> command = round.command(round.prepare());

      Process first = start(command, shop, milestone);
      awaitLine(first, CrashedRun.STOPPED);
      signal("STOP", first);
      Process second = start(command, shop, null);
      assertThat(second.waitFor(3, TimeUnit.MINUTES)).as(this::log).isTrue();
      assertThat(second.exitValue()).as(this::log).isZero();
      first.getOutputStream().write('\n');
      first.getOutputStream().flush();
      signal("CONT", first);
      assertThat(first.waitFor(3, TimeUnit.MINUTES)).as(this::log).isTrue();

      assertThat(findings(url, flows)).as(this::log).isEmpty();
    }
  }

  @Test
  void aProcessBehindItsLeaseBeginsNoBatchOfASourceThatHasGrown() throws Exception {
    String url = "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + database("grown");
    try (SeededShop shop = (SeededShop) withoutBad(seed -> new SeededShop(seed, RECORDS))) {
      Map<SeededSource, LandingPlace> flows = Map.of(shop, new LakePlace("local", "lake", Killing.data(folder), () -> null));
      Round round = new Round(folder, flows, CaravanProcess.java(), arguments(url), new Random(1), blow -> {});
      List<String> command = round.command(round.prepare());

      // It has read its second page and is about to open a batch of it.
      Process first = start(command, shop, Milestone.RAW_DURABLE);
      awaitLine(first, CrashedRun.STOPPED);
      signal("STOP", first);
      // Whoever reads that page now finds another end of it, and so another batch.
      shop.grow();
      Process second = start(command, shop, null);
      assertThat(second.waitFor(3, TimeUnit.MINUTES)).as(this::log).isTrue();
      assertThat(second.exitValue()).as(this::log).isZero();
      first.getOutputStream().write('\n');
      first.getOutputStream().flush();
      signal("CONT", first);
      assertThat(first.waitFor(3, TimeUnit.MINUTES)).as(this::log).isTrue();

      assertThat(findings(url, flows)).as(this::log).isEmpty();
    }
  }

  private static List<Milestone> milestones() {
    List<Milestone> all = List.of(Milestone.PUBLISHING, Milestone.LANDING, Milestone.RAW_DURABLE);
    return Boolean.getBoolean("caravan.takeovers") ? all : all.subList(0, 1);
  }

  private static String database(String name) throws SQLException {
    try (var connection = postgres.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    return name;
  }

  private static SeededSource withoutBad(LongFunction<SeededSource> maker) {
    return LongStream.iterate(1, seed -> seed + 1).mapToObj(maker).filter(TakeoverTest::good).findFirst().orElseThrow();
  }

  private static boolean good(SeededSource source) {
    if (!source.refused().isEmpty()) {
      source.close();
    }
    return source.refused().isEmpty();
  }

  private static List<String> arguments(String url) {
    return List.of(
        "-p", "caravan.ledger.url=" + url, "-p", "caravan.ledger.user=postgres", "-p", "caravan.lease=2s",
        "-p", "caravan.datasource.crash.url=" + url, "-p", "caravan.datasource.crash.user=postgres");
  }

  private Process start(List<String> command, SeededSource shop, Milestone stopAt) throws IOException {
    List<String> whole = new ArrayList<>(command);
    if (stopAt != null) {
      whole.addAll(List.of("--stop-at", stopAt.name(), "--passing", "2"));
    }
    ProcessBuilder builder = new ProcessBuilder(whole).redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve("log.txt").toFile()));
    builder.environment().putAll(shop.environment());
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private void awaitLine(Process process, String expected) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    while (line != null && !line.equals(expected)) {
      line = lines.readLine();
    }
    assertThat(line).as(this::log).isEqualTo(expected);
  }

  private static void signal(String name, Process process) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor()).isZero();
  }

  private static List<Finding> findings(String url, Map<SeededSource, LandingPlace> flows) throws SQLException {
    List<Finding> findings = new ArrayList<>();
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.at(url, "postgres", (dev.caravan.Secret) null), Clock.systemUTC())) {
      for (Map.Entry<SeededSource, LandingPlace> flow : flows.entrySet()) {
        findings.addAll(new Audit(ledger, flow.getKey(), flow.getValue()).findings());
      }
    }
    return findings;
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log.txt"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
