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
 * A route of a user over seeded files or topics: once without any kill, and then in rounds of kills. What it refuses for lack of a
 * value is repaired and replayed, and what it refuses for another reason is dropped. Each round must end with the
 * same rows and the same counts as the run that nobody disturbed. For one thread.
 */
public final class RouteCrashTest {
  private static final int PASSINGS = 2;
  private static final String ROUTE = "crash.camel.yaml";

  private final UserRoute route;
  private final Contracts contracts;
  private final CrashTest.Setup setup;
  private final CrashListener listener;
  private final Random random;

  /**
   * @param setup whose sources and targets do not count here; its brokers are null when no topics are to be made
   * @throws CaravanException CRASH_ROUTE when rows land in topics and there are no brokers for the test
   */
  public RouteCrashTest(UserRoute route, Contracts contracts, CrashTest.Setup setup, CrashListener listener) {
    this.route = route;
    this.contracts = contracts;
    this.setup = setup;
    this.listener = listener;
    this.random = new Random(setup.seed());
    requireBrokers();
  }

  /**
   * @throws CaravanException CRASH_ROUTE when nothing lands even without kills
   * @throws IOException when a process cannot be started, or hangs
   */
  public CrashTest.Outcome run() throws IOException, InterruptedException, SQLException {
    Map<String, List<SeededRecords.Line>> records = route.seeded(contracts, random.nextLong(), setup.records());
    CrashTopics topics = setup.brokers() == null ? null : new CrashTopics(setup.brokers());
    try (SeededTopics seeded = new SeededTopics(topics, setup.seed(), texts(records))) {
      Path undisturbed = setup.folder().resolve("undisturbed");
      Left expected = undisturbed(new StandIns(undisturbed, seeded), undisturbed, records);
      CrashTest.Outcome outcome = new Rounds(setup, () -> new SeededPlay(seeded, records, expected)).run();
      if (outcome.findings().isEmpty()) {
        CrashTest.remove(undisturbed);
      }
      return outcome;
    }
  }

  private void requireBrokers() {
    Optional<UserRoute.Landing> topic = route.landings().stream().filter(UserRoute.Landing::isTopic).findFirst();
    if (topic.isPresent() && setup.brokers() == null) {
      throw new CaravanException(
          Problem.of(ErrorCode.CRASH_ROUTE, Place.of(route.file().toString()), "What lands in the " + topic.get() + " is counted in a topic of the test, which needs brokers")
              .required("--brokers host:port, where the test makes topics and removes them", "none")
              .next("Give it brokers that may be tried with; `docker run -p 9092:9092 apache/kafka` starts one."));
    }
  }

  /** What those flows read that begin with a topic, if there are brokers. */
  private Map<String, List<String>> texts(Map<String, List<SeededRecords.Line>> records) {
    Map<String, List<String>> texts = new HashMap<>();
    for (UserRoute.Flow flow : route.flows()) {
      if (setup.brokers() != null && flow.source().equals(UserRoute.TOPIC)) {
        texts.put(flow.id(), records.get(flow.id()).stream().map(SeededRecords.Line::text).toList());
      }
    }
    return texts;
  }

  private Left undisturbed(StandIns systems, Path folder, Map<String, List<SeededRecords.Line>> records) throws IOException, InterruptedException, SQLException {
    Killing nobody = new Killing(folder, machine(), moment -> {});
    prepare(systems, folder, records);
    Optional<Finding> failed = nobody.run(command(nobody, systems, folder), random, PASSINGS, 0, () -> repair(folder, records));
    Left left = Left.in(folder, route, systems);
    systems.clear(route.landings());
    if (failed.isPresent() || left.landed() == 0) {
      throw new CaravanException(
          Problem.of(ErrorCode.CRASH_ROUTE, Place.of(route.file().toString()), "Nothing of the seeded records lands, even when nobody kills the flow")
              .required("a run that ends well and lands rows", failed.map(Finding::text).orElse("a run that ends well") + ", counts " + left.counts())
              .next("See why: " + folder.resolve("log.txt") + " and `caravan rejects list --data " + Killing.data(folder) + "`. Values come from the contract: its examples, limits and patterns."));
    }
    return left;
  }

  /** Rounds over the same records. */
  private final class SeededPlay implements Rounds.Play {
    private final SeededTopics seeded;
    private final Map<String, List<SeededRecords.Line>> records;
    private final Left expected;

    private SeededPlay(SeededTopics seeded, Map<String, List<SeededRecords.Line>> records, Left expected) {
      this.seeded = seeded;
      this.records = records;
      this.expected = expected;
    }

    @Override
    public Round.Outcome round(Path folder, int number, int wanted) throws IOException, InterruptedException, SQLException {
      StandIns systems = new StandIns(folder, seeded);
      Killing killing = new Killing(folder, machine(), listener);
      prepare(systems, folder, records);
      List<String> command = command(killing, systems, folder, CrashedRun.CHECKED);
      List<Finding> findings = new ArrayList<>(killing.run(command, new Random(setup.seed() + number), PASSINGS, wanted, () -> repair(folder, records)).stream().toList());
      findings.addAll(Left.in(folder, route, systems).differences(expected));
      findings.addAll(Left.broken(folder));
      if (findings.isEmpty()) {
        systems.clear(route.landings());
      }
      return new Round.Outcome(killing.kills(), killing.last(), findings);
    }

    @Override
    public long records() {
      return expected.landed();
    }
  }

  private Killing.Machine machine() {
    return new Killing.Machine(setup.java(), setup.arguments(), Map.of());
  }

  /** Makes everything that the first process needs. */
  private void prepare(StandIns systems, Path folder, Map<String, List<SeededRecords.Line>> records) throws IOException {
    Files.createDirectories(Killing.data(folder));
    for (Map.Entry<String, List<SeededRecords.Line>> flow : records.entrySet()) {
      if (systems.readsFiles(flow.getKey())) {
        SeededFiles.write(systems.inbox(flow.getKey()), flow.getValue().stream().map(SeededRecords.Line::text).toList());
      }
    }
    systems.prepare(route.landings());
    Files.writeString(folder.resolve(ROUTE), route.text(systems));
  }

  private static List<String> command(Killing killing, StandIns systems, Path folder, String... more) throws IOException {
    return killing.command(folder.resolve(ROUTE), systems.settings(), more);
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
