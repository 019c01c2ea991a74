package dev.caravan.cli.crash;

import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import dev.caravan.catalog.Milestone;
import dev.caravan.catalog.ProcessOwner;
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
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Flows over seeded records, all in one process, which is killed and started again until all have landed; then
 * the refused records are repaired and replayed, again with kills; then everything is counted. One thread.
 */
final class Round {
  /** of so many kills one comes while refused records are replayed */
  private static final int REPLAYED_OF = 5;

  private static final List<Milestone> MILESTONES =
      List.of(Milestone.RAW_DURABLE, Milestone.LANDING, Milestone.PUBLISHING, Milestone.LANDED, Milestone.LEDGER_COMMIT, Milestone.COMMITTED);

  private final Path folder;
  private final Map<SeededSource, LandingPlace> flows;
  private final List<String> java;
  private final List<String> arguments;
  private final Blow.Series blows;
  private final Blow.Series replayBlows;
  private final CrashListener listener;
  private int kills;
  private Blow last = Blow.NEVER;

  /**
   * @param folder of this round only
   * @param flows where each source lands
   * @param java that starts a Java machine with this class path
   * @param arguments that {@link CrashedRun} needs besides data folder and routes
   */
  Round(Path folder, Map<SeededSource, LandingPlace> flows, List<String> java, List<String> arguments, Random random, CrashListener listener) {
    this.folder = folder;
    this.flows = new LinkedHashMap<>(flows);
    this.java = List.copyOf(java);
    this.arguments = List.copyOf(arguments);
    List<Milestone> milestones = new ArrayList<>(MILESTONES);
    Collections.shuffle(milestones, random);
    this.blows = new Blow.Series(random, milestones, 2 * flows.size());
    this.replayBlows = new Blow.Series(random, List.of(Milestone.REPLAY, Milestone.LANDING, Milestone.LANDED, Milestone.LEDGER_COMMIT), 1);
    this.listener = listener;
  }

  static Path data(Path folder) {
    return folder.resolve("data");
  }

  /**
   * What came of a round.
   *
   * @param last blow that met a living process
   */
  record Outcome(int kills, Blow last, List<Finding> findings) {}

  /** @param wanted kills at most: a round is over when all its work is done */
  Outcome run(int wanted) throws IOException, InterruptedException, SQLException {
    Path route = prepare();
    Victim victim = new Victim(command(route, false), environment(), folder.resolve("log.txt"));
    Optional<Finding> failed = land(victim, blows, wanted - replaying(wanted));
    if (failed.isEmpty()) {
      repair();
      failed = land(new Victim(command(route, true), environment(), folder.resolve("log.txt")), replayBlows, wanted - kills);
    }
    List<Finding> findings = failed.map(List::of).orElseGet(List::of);
    return new Outcome(kills, last, findings.isEmpty() ? audited() : findings);
  }

  private static int replaying(int wanted) {
    return wanted == 1 ? 0 : Math.max(1, wanted / REPLAYED_OF);
  }

  /** Kills so often, unless the work is done before, and then lets it be done. */
  private Optional<Finding> land(Victim victim, Blow.Series series, int wanted) throws IOException, InterruptedException {
    int killed = 0;
    while (killed < wanted) {
      Blow blow = series.next();
      Victim.End end = run(victim, blow);
      end.startMilliseconds().ifPresent(series::started);
      if (!end.killed()) {
        break;
      }
      killed++;
      kills++;
      last = blow;
      listener.killed(blow);
    }
    // Once more though it may be done: what is read again must not land again.
    Victim.End end = run(victim, Blow.NEVER);
    return end.code() == 0 ? Optional.empty() : Optional.of(new Finding("I1", "a process that was not killed ended with " + end.code()));
  }

  private Victim.End run(Victim victim, Blow blow) throws IOException, InterruptedException {
    Files.createDirectories(temporary());
    Victim.End end = victim.run(blow);
    // A killed process leaves the engine's library there, of 70 MB.
    CrashTest.remove(temporary());
    return end;
  }

  Path temporary() {
    return folder.resolve("temporary");
  }

  private List<Finding> audited() throws SQLException {
    List<Finding> findings = new ArrayList<>();
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(data(folder)), Clock.systemUTC())) {
      for (Map.Entry<SeededSource, LandingPlace> flow : flows.entrySet()) {
        findings.addAll(new Audit(ledger, flow.getKey(), flow.getValue()).findings());
      }
    }
    return findings;
  }

  private void repair() {
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(data(folder)), Clock.systemUTC())) {
      RejectFinder finder = new RejectFinder(ledger.database());
      Replays replays = new Replays(ledger, data(folder).resolve("segments"), Clock.systemUTC(), ProcessOwner.current().name());
      for (SeededSource source : flows.keySet()) {
        for (KeptReject reject : finder.list(RejectQuery.ALL.flow(source.name()).status(RejectStatus.OPEN).limit(Integer.MAX_VALUE))) {
          String raw = new String(finder.show(reject.id()).orElseThrow().raw(), StandardCharsets.UTF_8);
          replays.edit(reject.id(), source.repaired(raw).getBytes(StandardCharsets.UTF_8));
        }
      }
    }
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    flows.keySet().forEach(source -> environment.putAll(source.environment()));
    return environment;
  }

  List<String> command(Path route, boolean replay) {
    List<String> whole = new ArrayList<>(java);
    whole.addAll(List.of("-Djava.io.tmpdir=" + temporary(), CrashedRun.class.getName()));
    whole.addAll(arguments);
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("caravan.contracts", folder.resolve("contracts").toString());
    // What fails for a moment may fail again; a test waits for neither.
    settings.put("caravan.retry.delay", "100ms");
    // Nobody looks at its beans.
    settings.put("camel.main.jmxEnabled", "false");
    flows.values().forEach(place -> settings.putAll(place.settings()));
    settings.forEach((key, value) -> whole.addAll(List.of("-p", key + "=" + value)));
    whole.addAll(List.of("--data", data(folder).toString()));
    if (replay) {
      whole.add("--replay");
    }
    whole.add(route.toString());
    return whole;
  }

  /** Makes everything that the first process needs. @return the routes */
  Path prepare() throws IOException {
    Files.createDirectories(data(folder));
    Path contracts = Files.createDirectories(folder.resolve("contracts").resolve("crash"));
    StringBuilder routes = new StringBuilder();
    for (Map.Entry<SeededSource, LandingPlace> flow : flows.entrySet()) {
      SeededSource source = flow.getKey();
      source.prepare(folder);
      Files.writeString(contracts.resolve(source.name() + ".odcs.yaml"), contract(source));
      routes.append(route(source, flow.getValue()));
    }
    return Files.writeString(folder.resolve("crash.camel.yaml"), routes);
  }

  private String route(SeededSource source, LandingPlace place) {
    return """
        - route:
            id: %1$s
            routeConfigurationId: ingest
            from:
        %2$s      steps:
                - to:
                    uri: kamelet:normalize-action
                    parameters:
                      contract: crash/%1$s
        %3$s        - to:
                    uri: kamelet:validate-action
                    parameters:
                      contract: crash/%1$s
                - to:
        %4$s"""
        .formatted(source.name(), source.from(folder).indent(6), source.normalize().indent(14), place.sink(source.name()).indent(12));
  }

  private static String contract(SeededSource source) {
    return """
        apiVersion: v3.1.0
        kind: DataContract
        id: crash-%1$s
        version: 1.0.0
        status: active
        schema:
          - name: %1$s
            logicalType: object
            properties:
              - name: id
                logicalType: integer
                primaryKey: true
                primaryKeyPosition: 1
                required: true
        %2$s"""
        .formatted(source.name(), source.properties().indent(6));
  }
}
