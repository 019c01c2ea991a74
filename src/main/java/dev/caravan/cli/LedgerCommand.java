package dev.caravan.cli;

import dev.caravan.api.RunDocument;
import dev.caravan.batch.Counts;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledger.RunSummary;
import dev.caravan.catalog.Ledger;
import dev.caravan.catalog.Ledgers;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code caravan ledger}: what became of every record, by run. */
@Command(name = "ledger", description = "Show the runs of flows and what became of every record.")
final class LedgerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(names = "--flow", paramLabel = "FLOW", description = "Only the runs of this flow.")
  private String flow;

  @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "At most so many runs, the newest first (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private OutputFormat format;

  @Override
  public Integer call() {
    List<RunSummary> runs;
    try (JdbcLedger ledger = Ledgers.openReadOnly(data.config().ledger(), Clock.systemUTC())) {
      runs = flow == null ? ledger.runs(limit) : ledger.runs(flow, limit);
    }
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case JSON -> out.println(Json.print(runs.stream().map(RunDocument::of).toList()));
      case TEXT -> text(runs, out);
    }
    return ExitCode.DONE;
  }

  private static void text(List<RunSummary> runs, PrintWriter out) {
    if (runs.isEmpty()) {
      out.println("No runs yet.");
      return;
    }
    Table table = new Table("flow", "run", "state", "started", "batches", "read", "landed", "rejected", "deduplicated", "filtered");
    for (RunSummary run : runs) {
      Counts counts = run.counts();
      table.add(
          run.flow(), run.run(), run.state().name().toLowerCase(Locale.ROOT), run.started().truncatedTo(ChronoUnit.SECONDS),
          run.batches(), counts.read(), counts.landed(), counts.rejected(), counts.deduplicated(), counts.filtered());
    }
    table.print(out);
    runs.stream().map(LedgerCommand::why).flatMap(Optional::stream).forEach(out::println);
  }

  /** Why a run stopped, or what it waits for. */
  private static Optional<String> why(RunSummary run) {
    Ledger.Why why = run.why();
    String classified = why == null ? "" : "; " + why.failureClass() + (why.rule().equals("code") ? "" : " by rule " + why.rule()) + ", tried " + times(why.attempts());
    if (run.message() != null) {
      return Optional.of("run " + run.run() + ": " + run.message() + " [" + run.code() + "]" + classified);
    }
    if (run.state() == Ledger.RunState.RUNNING && why != null && why.nextTry() != null) {
      return Optional.of("run " + run.run() + ": " + why.message() + " [" + why.code() + "]" + classified + "; next try " + why.nextTry().truncatedTo(ChronoUnit.SECONDS));
    }
    return Optional.empty();
  }

  private static String times(int attempts) {
    return attempts == 1 ? "once" : attempts + " times";
  }
}
