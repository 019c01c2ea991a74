package dev.caravan.cli.crash;

import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
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
  private final Path folder;
  private final Map<SeededSource, LandingPlace> flows;
  private final Killing killing;
  private final Random random;

  /**
   * @param folder of this round only
   * @param flows where each source lands
   * @param java that starts a Java machine with this class path
   * @param arguments that {@link CrashedRun} needs besides data folder and routes
   */
  Round(Path folder, Map<SeededSource, LandingPlace> flows, List<String> java, List<String> arguments, Random random, CrashListener listener) {
    this.folder = folder;
    this.flows = new LinkedHashMap<>(flows);
    this.killing = new Killing(folder, new Killing.Machine(java, arguments, environment()), listener);
    this.random = random;
  }

  /**
   * What came of a round.
   *
   * @param last blow that met a living process
   */
  record Outcome(int kills, Blow last, List<Finding> findings) {}

  /** @param wanted kills at most: a round is over when all its work is done */
  Outcome run(int wanted) throws IOException, InterruptedException, SQLException {
    Optional<Finding> failed = killing.run(command(prepare()), random, 2 * flows.size(), wanted, this::repair);
    return new Outcome(killing.kills(), killing.last(), failed.isPresent() ? List.of(failed.get()) : audited());
  }

  private List<Finding> audited() throws SQLException {
    List<Finding> findings = new ArrayList<>();
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(Killing.data(folder)), Clock.systemUTC())) {
      for (Map.Entry<SeededSource, LandingPlace> flow : flows.entrySet()) {
        findings.addAll(new Audit(ledger, flow.getKey(), flow.getValue()).findings());
      }
    }
    return findings;
  }

  /** Makes refused records good. @return whether any wait to be replayed */
  boolean repair() {
    boolean any = false;
    try (JdbcLedger ledger = Ledgers.open(LedgerConfig.inFolder(Killing.data(folder)), Clock.systemUTC())) {
      RejectFinder finder = new RejectFinder(ledger.database());
      Replays replays = new Replays(ledger, Killing.data(folder).resolve("segments"), Clock.systemUTC(), ProcessOwner.current().name());
      for (SeededSource source : flows.keySet()) {
        for (KeptReject reject : finder.list(RejectQuery.ALL.flow(source.name()).status(RejectStatus.OPEN).limit(Integer.MAX_VALUE))) {
          String raw = new String(finder.show(reject.id()).orElseThrow().raw(), StandardCharsets.UTF_8);
          replays.edit(reject.id(), source.repaired(raw).getBytes(StandardCharsets.UTF_8));
          any = true;
        }
      }
    }
    return any;
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    flows.keySet().forEach(source -> environment.putAll(source.environment()));
    return environment;
  }

  List<String> command(Path route) throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("caravan.contracts", folder.resolve("contracts").toString());
    flows.values().forEach(place -> settings.putAll(place.settings()));
    return killing.command(route, settings, CrashedRun.CHECKED);
  }

  /** Makes everything that the first process needs. @return the routes */
  Path prepare() throws IOException {
    Files.createDirectories(Killing.data(folder));
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
