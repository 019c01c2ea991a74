package dev.caravan.cli.crash;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.ProcessOwner;
import dev.caravan.contract.Contracts;
import dev.caravan.deadletter.KeptReject;
import dev.caravan.deadletter.RejectFinder;
import dev.caravan.deadletter.RejectQuery;
import dev.caravan.deadletter.RejectStatus;
import dev.caravan.deadletter.Replays;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A route of a user over seeded files: once without any kill, and then in rounds of kills. What it refuses for lack of a
 * value is repaired and replayed, and what it refuses for another reason is dropped. Each round must end with the
 * same rows and the same counts as the run that nobody disturbed. For one thread.
 */
public final class RouteCrashTest {
  private static final int PASSINGS = 2;

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

  /**
   * @throws CaravanException CRASH_ROUTE when nothing lands even without kills
   * @throws IOException when a process cannot be started, or hangs
   */
  public CrashTest.Outcome run() throws IOException, InterruptedException, SQLException {
    Map<String, List<SeededRecords.Line>> records = route.seeded(contracts, random.nextLong(), setup.records());
    Path undisturbed = setup.folder().resolve("undisturbed");
    Killing nobody = new Killing(undisturbed, machine(), moment -> {});
    Optional<Finding> failed = nobody.run(command(nobody, prepare(undisturbed, records)), random, PASSINGS, 0, () -> repair(undisturbed, records));
    Left expected = Left.in(undisturbed, route);
    if (failed.isPresent() || expected.landed() == 0) {
      throw new CaravanException(
          Problem.of(ErrorCode.CRASH_ROUTE, Place.of(route.file().toString()), "Nothing of the seeded records lands, even when nobody kills the flow")
              .required("a run that ends well and lands rows", failed.map(Finding::text).orElse("a run that ends well") + ", counts " + expected.counts())
              .next("See why: " + undisturbed.resolve("log.txt") + " and `caravan rejects list --data " + Killing.data(undisturbed) + "`. Values come from the contract: its examples, limits and patterns."));
    }
    CrashTest.Outcome outcome = new Rounds(setup, () -> new SeededPlay(records, expected)).run();
    if (outcome.findings().isEmpty()) {
      CrashTest.remove(undisturbed);
    }
    return outcome;
  }

  /** Rounds over the same records. */
  private final class SeededPlay implements Rounds.Play {
    private final Map<String, List<SeededRecords.Line>> records;
    private final Left expected;

    private SeededPlay(Map<String, List<SeededRecords.Line>> records, Left expected) {
      this.records = records;
      this.expected = expected;
    }

    @Override
    public Round.Outcome round(Path folder, int number, int wanted) throws IOException, InterruptedException, SQLException {
      return RouteCrashTest.this.round(folder, new Random(setup.seed() + number), records, expected, wanted);
    }

    @Override
    public long records() {
      return expected.landed();
    }
  }

  private Round.Outcome round(Path folder, Random kills, Map<String, List<SeededRecords.Line>> records, Left expected, int wanted)
      throws IOException, InterruptedException, SQLException {
    Killing killing = new Killing(folder, machine(), listener);
    List<String> command = command(killing, prepare(folder, records), CrashedRun.CHECKED);
    List<Finding> findings = new ArrayList<>(killing.run(command, kills, PASSINGS, wanted, () -> repair(folder, records)).stream().toList());
    findings.addAll(Left.in(folder, route).differences(expected));
    findings.addAll(Left.broken(folder));
    return new Round.Outcome(killing.kills(), killing.last(), findings);
  }

  private Killing.Machine machine() {
    return new Killing.Machine(setup.java(), setup.arguments(), Map.of());
  }

  /** Makes everything that the first process needs. */
  private Path prepare(Path folder, Map<String, List<SeededRecords.Line>> records) throws IOException {
    Files.createDirectories(Killing.data(folder));
    Path inboxes = folder.resolve("inbox").toAbsolutePath();
    for (Map.Entry<String, List<SeededRecords.Line>> flow : records.entrySet()) {
      SeededFiles.write(inboxes.resolve(flow.getKey()), flow.getValue().stream().map(SeededRecords.Line::text).toList());
    }
    Files.writeString(folder.resolve("crash.camel.yaml"), route.text(inboxes));
    return folder;
  }

  private static List<String> command(Killing killing, Path folder, String... more) throws IOException {
    String database = "caravan.datasource." + UserRoute.DATABASE;
    Map<String, String> settings = Map.of(database + ".url", Left.url(folder), database + ".user", "sa", "caravan.ledger.url", "");
    return killing.command(folder.resolve("crash.camel.yaml"), settings, more);
  }

  private static boolean repair(Path folder, Map<String, List<SeededRecords.Line>> records) {
    Map<String, String> repaired = new HashMap<>();
    records.values().forEach(lines -> lines.stream().filter(line -> !line.text().equals(line.repaired())).forEach(line -> repaired.put(line.text(), line.repaired())));
    boolean any = false;
    try (JdbcLedger ledger = Left.ledger(folder)) {
      RejectFinder finder = new RejectFinder(ledger.database());
      Replays replays = new Replays(ledger, Killing.data(folder).resolve("segments"), Clock.systemUTC(), ProcessOwner.current().name());
      for (KeptReject reject : finder.list(RejectQuery.ALL.status(RejectStatus.OPEN).limit(Integer.MAX_VALUE))) {
        String whole = repaired.get(new String(finder.show(reject.id()).orElseThrow().raw(), StandardCharsets.UTF_8));
        if (whole == null) {
          replays.drop(reject.id(), "a crash test has nothing to repair it by");
        } else {
          replays.edit(reject.id(), whole.getBytes(StandardCharsets.UTF_8));
          any = true;
        }
      }
    }
    return any;
  }
}
