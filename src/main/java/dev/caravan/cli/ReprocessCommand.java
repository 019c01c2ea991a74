package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.api.Backfills;
import dev.caravan.batch.BatchId;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledger;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Ledger.BatchState;
import dev.caravan.catalog.Ledgers;
import dev.caravan.catalog.ProcessOwner;
import dev.caravan.deadletter.History;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.CaravanRuntime;
import dev.caravan.runtime.RouteContracts;
import dev.caravan.runtime.RouteSelection;
import dev.caravan.runtime.routetest.TrialFolder;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan reprocess}: shows how history would come out now, then lands it in the place of what landed. */
@Command(
    name = "reprocess",
    description = "Run what has landed through its flow again: show the difference, then replace each batch by a new generation of it.")
final class ReprocessCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;
  @Mixin private UnmaskedOption unmasked;

  @Parameters(paramLabel = "FLOW", description = "The flow, by the id of its route.")
  private String flow;

  @Option(names = "--from", paramLabel = "TIME", required = true, description = "Batches that landed at or after: 2026-01-31, 2026-01-31T08:00:00Z (UTC), or 2h, 7d ago.")
  private String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Batches that landed before (default: now).")
  private String to;

  @Option(names = "--contract", paramLabel = "[NAME=]CONTRACT", description = "A contract, by name or file, in the place of the one that the flow names.")
  private String contract;

  @Option(names = "--routes", paramLabel = "PATH", description = "A route file, or a folder of them (default: the packaged routes).")
  private Path routes;

  @Option(names = "--dry-run", description = "Show the difference and change nothing.")
  private boolean dryRun;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private OutputFormat format;

  @Option(names = "--kept-only", description = "Leave batches as they are whose raw records are not kept any more.")
  private boolean keptOnly;

  @Override
  public Integer call() {
    CaravanConfig today = data.config();
    RouteSelection selection = selection();
    selection.read();
    try (TrialFolder folder = new TrialFolder(today.engine())) {
      CaravanConfig config =
          contract == null
              ? today
              : data.config(Map.of("caravan.contracts", RouteContracts.replaced(today.contracts(), selection, contract, folder.path().resolve("contracts")).toString()));
      List<List<BatchId>> shown;
      HistoryDifference difference;
      try (JdbcLedger ledger = unmasked.open(config, "reprocess", flow + " " + from + " " + to)) {
        History.Plan plan = plan(config, ledger);
        if (plan.inputs().isEmpty()) {
          tell("Nothing of flow " + flow + " landed in that time.", new HistoryDifference(List.of(), 0, new HistoryDifference.Verdicts(), new HistoryDifference.Verdicts()));
          return ExitCode.DONE;
        }
        if (!dryRun) {
          new Backfills(ledger, segments(config)).refuseTables(plan);
        }
        UnmaskedOption.View view = unmasked.view(config, ledger);
        difference = new HistoryReport(config, selection, ledger, view, folder).of(plan, new History(ledger, segments(config)));
        if (format == OutputFormat.TEXT) {
          new HistoryText(spec.commandLine().getOut()).print(difference);
        }
        view.tellUnread(spec.commandLine().getErr());
        if (dryRun || !difference.lands()) {
          tell(difference.lands() ? "Nothing was changed; without --dry-run it is done." : "Nothing was changed.", difference);
          return difference.lands() ? ExitCode.DONE : ExitCode.FAILED;
        }
        shown = plan.inputs().stream().map(History.Input::replaced).toList();
      }
      return land(config, selection, shown, difference);
    }
  }

  /** Ends a look that has changed nothing. */
  private void tell(String sentence, HistoryDifference difference) {
    spec.commandLine().getOut().println(format == OutputFormat.TEXT ? sentence : Json.print(HistoryJson.of(flow, difference)));
  }

  private RouteSelection selection() {
    boolean file = routes != null && !Files.isDirectory(routes);
    return new RouteSelection(file ? null : routes, file ? List.of(routes) : List.of()).only(List.of(flow));
  }

  private static Path segments(CaravanConfig config) {
    return config.data().resolve("segments");
  }

  private History.Plan plan(CaravanConfig config, JdbcLedger ledger) {
    Instant now = Instant.now();
    Instant start = Moment.of("--from", from, now);
    Instant end = to == null ? now : Moment.of("--to", to, now);
    return new Backfills(ledger, segments(config)).plan(flow, start, end, keptOnly);
  }

  private int land(CaravanConfig config, RouteSelection selection, List<List<BatchId>> shown, HistoryDifference difference) {
    try (JdbcLedger ledger = Ledgers.open(config.ledger(), Clock.systemUTC())) {
      String owner = ProcessOwner.current().name();
      if (!ledger.lease(Ledger.leaseOf(flow), owner, config.lease())) {
        throw new CaravanException(
            Problem.of(ErrorCode.LEDGER_CONFLICT, null, "Another process works on flow " + flow)
                .next("Stop it, or wait until it has ended; nothing was changed."));
      }
      History history = new History(ledger, segments(config));
      List<History.Input> inputs = plan(config, ledger).inputs();
      if (!inputs.stream().map(History.Input::replaced).toList().containsAll(shown)) {
        ledger.release(Ledger.leaseOf(flow), owner);
        throw new CaravanException(
            Problem.of(ErrorCode.LEDGER_CONFLICT, null, "More has landed of that history since the difference was shown").next("Give the command again."));
      }
      List<BatchId> queued = new ArrayList<>();
      inputs.stream().filter(input -> shown.contains(input.replaced())).forEach(input -> queued.add(history.queue(input, History.WORK)));
      CaravanRuntime runtime = new CaravanRuntime(config, selection, CaravanRuntime.Mode.HISTORY);
      try (runtime;
          Interruption interruption = new Interruption(runtime::close)) {
        runtime.start();
        runtime.awaitPasses();
        runtime.close();
        interruption.code(ExitCode.FAILED);
      }
      List<BatchRecord> ended = queued.stream().flatMap(id -> ledger.batch(id).stream()).toList();
      boolean all = ended.stream().allMatch(batch -> batch.state() == BatchState.COMMITTED);
      if (format == OutputFormat.TEXT) {
        print(ended, all);
      } else {
        Map<String, Object> object = HistoryJson.of(flow, difference);
        object.put("replacedBy", HistoryJson.of(ended));
        object.put("complete", all);
        spec.commandLine().getOut().println(Json.print(object));
      }
      return all ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  private void print(List<BatchRecord> ended, boolean all) {
    PrintWriter out = spec.commandLine().getOut();
    Table table = new Table("batch", "generation", "read", "landed", "rejected", "deduplicated", "filtered", "state");
    for (BatchRecord batch : ended) {
      table.add(
          batch.id().value(), batch.generation(), HistoryText.number(batch.counts().read()), HistoryText.number(batch.counts().landed()),
          HistoryText.number(batch.counts().rejected()), HistoryText.number(batch.counts().deduplicated()), HistoryText.number(batch.counts().filtered()),
          batch.state().name().toLowerCase(Locale.ROOT));
    }
    table.print(out);
    out.println(all ? "Replaced." : "Not all is replaced; what is not stands as it was. Give the same command again to go on.");
  }
}
