package dev.caravan.cli.crash;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.batch.Counts;
import dev.caravan.batch.Sql;
import dev.caravan.catalog.DatasetName;
import dev.caravan.catalog.DataSources;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.LakeDataset;
import dev.caravan.catalog.Lakes;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Ledger.BatchState;
import dev.caravan.catalog.Ledger.RunSummary;
import dev.caravan.catalog.Ledgers;
import dev.caravan.catalog.Milestone;
import dev.caravan.contract.Contracts;
import dev.caravan.deadletter.RejectFinder;
import dev.caravan.deadletter.RejectQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A route of a user over seeded files: once without any kill, and then in rounds of kills. Each round must end with the
 * same rows and the same counts as the run that nobody disturbed. For one thread.
 */
public final class RouteCrashTest {
  private static final int FILES = 20;
  private static final int KILLS_A_ROUND = 12;
  private static final List<Milestone> MILESTONES =
      List.of(Milestone.RAW_DURABLE, Milestone.LANDING, Milestone.PUBLISHING, Milestone.LANDED, Milestone.LEDGER_COMMIT, Milestone.COMMITTED);

  /** Columns whose values are the time of landing. */
  private static final Set<String> TIMES = Set.of("valid_from", "valid_to");

  private final UserRoute route;
  private final Contracts contracts;
  private final CrashTest.Setup setup;
  private final CrashListener listener;
  private final Random random;

  /** @param setup whose sources and targets do not count here */
  public RouteCrashTest(UserRoute route, Contracts contracts, CrashTest.Setup setup, CrashListener listener) {
    this.route = route;
    this.contracts = contracts;
    this.setup = setup;
    this.listener = listener;
    this.random = new Random(setup.seed());
  }

  /** What a run has left: rows by place, each with how often it is there, and counts by flow. */
  record Left(Map<String, Map<String, Long>> rows, Map<String, Counts> counts) {}

  /**
   * @throws CaravanException CRASH_ROUTE when nothing lands even without kills
   * @throws IOException when a process cannot be started, or hangs
   */
  public CrashTest.Outcome run() throws IOException, InterruptedException, SQLException {
    Map<String, List<String>> records = route.seeded(contracts, random.nextLong(), setup.records());
    Path undisturbed = prepare("undisturbed", records);
    Victim.End end = victim(undisturbed).run(Blow.NEVER);
    Left expected = left(undisturbed);
    if (end.code() != 0 || expected.rows().values().stream().allMatch(Map::isEmpty)) {
      throw new CaravanException(
          Problem.of(ErrorCode.CRASH_ROUTE, Place.of(route.file().toString()), "Nothing of the seeded records lands, even when nobody kills the flow")
              .required("a run that ends well and lands rows", "exit code " + end.code() + ", counts " + expected.counts())
              .next("See why: " + undisturbed.resolve("log.txt") + " and `caravan rejects list --data " + Round.data(undisturbed) + "`. Values come from the contract: its examples, limits and patterns."));
    }
    long landing = expected.rows().values().stream().flatMap(rows -> rows.values().stream()).mapToLong(Long::longValue).sum();
    CrashTest.Outcome outcome = rounds(records, expected, landing);
    if (outcome.findings().isEmpty()) {
      CrashTest.remove(undisturbed);
    }
    return outcome;
  }

  private CrashTest.Outcome rounds(Map<String, List<String>> records, Left expected, long landing) throws IOException, InterruptedException, SQLException {
    int kills = 0;
    int rounds = 0;
    // A round without a kill is possible, many of them are not.
    while (kills < setup.kills() && rounds <= setup.kills()) {
      Path folder = prepare("round-" + rounds++, records);
      Victim victim = victim(folder);
      Blow.Series blows = new Blow.Series(random, MILESTONES, 2);
      Blow last = Blow.NEVER;
      boolean done = false;
      for (int killed = 0; killed < KILLS_A_ROUND && kills < setup.kills() && !done; killed++) {
        Blow blow = blows.next();
        Victim.End end = run(victim, folder, blow);
        end.startMilliseconds().ifPresent(blows::started);
        done = !end.killed();
        if (!done) {
          kills++;
          last = blow;
          listener.killed(blow);
        }
      }
      // Once more though it may be done: what is read again must not land again.
      Victim.End end = run(victim, folder, Blow.NEVER);
      List<String> findings = new ArrayList<>();
      if (end.code() != 0) {
        findings.add("a process that was not killed ended with " + end.code());
      }
      findings.addAll(differences(expected, left(folder)));
      findings.addAll(broken(folder));
      if (!findings.isEmpty()) {
        return new CrashTest.Outcome(kills, rounds, rounds * landing, findings, last.toString(), folder);
      }
      CrashTest.remove(folder);
    }
    return new CrashTest.Outcome(kills, rounds, rounds * landing, List.of(), "", null);
  }

  private Path prepare(String name, Map<String, List<String>> records) throws IOException {
    Path folder = Files.createDirectories(setup.folder().resolve(name));
    Files.createDirectories(Round.data(folder));
    for (Map.Entry<String, List<String>> flow : records.entrySet()) {
      Path inbox = Files.createDirectories(folder.resolve("inbox").resolve(flow.getKey()));
      List<String> lines = flow.getValue();
      for (int file = 0; file < FILES; file++) {
        Files.write(inbox.resolve("records-%02d.ndjson".formatted(file)), lines.subList(lines.size() * file / FILES, lines.size() * (file + 1) / FILES));
      }
    }
    Files.writeString(folder.resolve("crash.camel.yaml"), route.text(folder.resolve("inbox").toAbsolutePath()));
    return folder;
  }

  private Victim victim(Path folder) throws IOException {
    List<String> command = new ArrayList<>(setup.java());
    command.addAll(List.of("-Djava.io.tmpdir=" + Files.createDirectories(temporary(folder)), CrashedRun.class.getName()));
    command.addAll(setup.arguments());
    Map<String, String> settings =
        Map.of(
            "caravan.retry.delay", "100ms", "camel.main.jmxEnabled", "false", "caravan.datasource." + UserRoute.DATABASE + ".url", url(folder), "caravan.datasource." + UserRoute.DATABASE + ".user", "sa",
            "caravan.ledger.url", "");
    settings.forEach((key, value) -> command.addAll(List.of("-p", key + "=" + value)));
    command.addAll(List.of("--data", Round.data(folder).toString(), folder.resolve("crash.camel.yaml").toString()));
    return new Victim(command, Map.of(), folder.resolve("log.txt"));
  }

  private static Path temporary(Path folder) {
    return folder.resolve("temporary");
  }

  private static Victim.End run(Victim victim, Path folder, Blow blow) throws IOException, InterruptedException {
    Files.createDirectories(temporary(folder));
    Victim.End end = victim.run(blow);
    // A killed process leaves the engine's library there, of 70 MB.
    CrashTest.remove(temporary(folder));
    return end;
  }

  private static String url(Path folder) {
    return "jdbc:h2:file:" + folder.resolve("h2").resolve("target").toAbsolutePath();
  }

  private Left left(Path folder) throws SQLException {
    Map<String, Map<String, Long>> rows = new TreeMap<>();
    for (UserRoute.Landing landing : route.landings()) {
      rows.put(landing.toString(), landing.table() == null ? dataset(folder, landing.dataset()) : table(folder, landing.table()));
    }
    Map<String, Counts> counts = new TreeMap<>();
    try (JdbcLedger ledger = ledger(folder)) {
      for (BatchRecord batch : batches(ledger)) {
        counts.merge(batch.flow(), batch.counts(), RouteCrashTest::sum);
      }
    }
    return new Left(rows, counts);
  }

  private static Counts sum(Counts one, Counts other) {
    return new Counts(
        one.read() + other.read(), one.landed() + other.landed(), one.rejected() + other.rejected(), one.deduplicated() + other.deduplicated(), one.filtered() + other.filtered());
  }

  private static JdbcLedger ledger(Path folder) {
    return Ledgers.open(LedgerConfig.inFolder(Round.data(folder)), Clock.systemUTC());
  }

  private static List<BatchRecord> batches(JdbcLedger ledger) {
    List<BatchRecord> batches = new ArrayList<>();
    for (RunSummary run : ledger.runs(Integer.MAX_VALUE)) {
      batches.addAll(ledger.batches(run.run()));
    }
    return batches;
  }

  // Made anew at each look: what was read once is remembered.
  private static Map<String, Long> dataset(Path folder, String name) throws SQLException {
    LakeDataset dataset = new Lakes(Round.data(folder), () -> null).lake("lake").dataset(new DatasetName(name));
    if (dataset.manifests().isEmpty()) {
      return Map.of();
    }
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:")) {
      return rows(connection, dataset.relation());
    }
  }

  private static Map<String, Long> table(Path folder, String table) throws SQLException {
    try (DataSources sources = new DataSources(Round.data(folder), Map.of(UserRoute.DATABASE, new DataSources.Config(url(folder), "sa", null)));
        Connection connection = sources.source(UserRoute.DATABASE).getConnection()) {
      return rows(connection, java.util.Arrays.stream(table.split("\\.")).map(Sql::name).collect(Collectors.joining(".")));
    }
  }

  private static Map<String, Long> rows(Connection connection, String relation) throws SQLException {
    Map<String, Long> counted = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM " + relation)) {
      while (rows.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          if (!TIMES.contains(rows.getMetaData().getColumnLabel(i))) {
            cells.add(rows.getString(i));
          }
        }
        counted.merge(cells.toString(), 1L, Long::sum);
      }
    }
    return counted;
  }

  static List<String> differences(Left expected, Left got) {
    List<String> differences = new ArrayList<>();
    expected.rows().forEach(
        (place, rows) -> {
          Map<String, Long> there = got.rows().get(place);
          rows.forEach(
              (row, times) -> {
                long found = there.getOrDefault(row, 0L);
                if (found < times) {
                  differences.add("record " + row + " was lost in " + place);
                } else if (found > times) {
                  differences.add("record " + row + " landed " + found + " times in " + place + " and not " + times);
                }
              });
          there.keySet().stream().filter(row -> !rows.containsKey(row)).forEach(row -> differences.add("record " + row + " landed in " + place + ", and does not without kills"));
        });
    expected.counts().forEach(
        (flow, counts) -> {
          if (!counts.equals(got.counts().get(flow))) {
            differences.add("the ledger has " + got.counts().get(flow) + " of " + flow + ", and without kills " + counts);
          }
        });
    return differences;
  }

  private static List<String> broken(Path folder) {
    List<String> broken = new ArrayList<>();
    try (JdbcLedger ledger = ledger(folder)) {
      RejectFinder rejects = new RejectFinder(ledger.database());
      for (BatchRecord batch : batches(ledger)) {
        if (batch.state() != BatchState.COMMITTED) {
          broken.add("batch " + batch.id() + " is " + batch.state() + " (I1)");
        }
        if (!batch.counts().balanced()) {
          broken.add("batch " + batch.id() + " does not balance: " + batch.counts() + " (I1)");
        }
        long kept = rejects.count(RejectQuery.ALL.batch(batch.id()));
        if (kept != batch.counts().rejected()) {
          broken.add("batch " + batch.id() + " refused " + batch.counts().rejected() + " records and " + kept + " are kept (I5)");
        }
      }
    }
    return broken;
  }
}
