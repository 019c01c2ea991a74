package dev.caravan.runtime;

import dev.caravan.api.Trials;
import dev.caravan.batch.EngineConfig;
import dev.caravan.batch.Reject.Failure;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.deadletter.Choice;
import dev.caravan.deadletter.Replays;
import dev.caravan.runtime.routetest.DryRun;
import dev.caravan.runtime.routetest.TrialFolder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;

/** Tries rejects out beside flows that run, with an engine of its own that takes little from theirs. Thread-safe. */
final class RejectTrials implements Trials {
  private static final String MEMORY = "128MB";

  private final CaravanConfig config;
  private final RouteSelection selection;
  private final JdbcLedger ledger;
  private final Clock clock;

  RejectTrials(CaravanConfig config, RouteSelection selection, JdbcLedger ledger, Clock clock) {
    this.config = config;
    this.selection = selection;
    this.ledger = ledger;
    this.clock = clock;
  }

  @Override
  public List<Result> run(Choice choice) {
    Path segments = config.data().resolve("segments");
    try (TrialFolder folder = new TrialFolder(new EngineConfig(MEMORY, 1, config.engine().spill()))) {
      List<Replays.Trial> trials = new Replays(ledger, segments, clock, "dry run").tryOut(choice, folder.path());
      RouteSelection flows = selection.only(trials.stream().map(Replays.Trial::flow).collect(Collectors.toSet()));
      return new DryRun(config, flows, folder.engine(), folder.path()).run(trials).stream().map(RejectTrials::result).toList();
    }
  }

  private static Result result(DryRun.Result result) {
    List<Refused> refused =
        result.rejected().stream().map(one -> new Refused(one.ordinal(), new Failure(one.field(), one.rule(), one.required(), one.got()))).toList();
    return new Result(
        result.trial().flow(), result.trial().of(), result.contract(), result.landed(), refused, result.deduplicated(), result.filtered(), result.problem());
  }
}
