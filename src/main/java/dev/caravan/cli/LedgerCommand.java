package dev.caravan.cli;

import dev.caravan.batch.Counts;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledger.RunSummary;
import dev.caravan.catalog.Ledgers;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      runs = ledger.runs(limit).stream().filter(run -> flow == null || run.flow().equals(flow)).toList();
    }
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case JSON -> out.println(Json.print(runs.stream().map(LedgerCommand::json).toList()));
      case TEXT -> text(runs, out);
    }
    return ExitCode.DONE;
  }

  private static Map<String, Object> json(RunSummary run) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("flow", run.flow());
    object.put("run", run.run());
    object.put("state", run.state().name().toLowerCase(java.util.Locale.ROOT));
    object.put("started", Json.time(run.started()));
    object.put("finished", Json.time(run.finished()));
    object.put("batches", run.batches());
    object.put("read", run.counts().read());
    object.put("landed", run.counts().landed());
    object.put("rejected", run.counts().rejected());
    object.put("deduplicated", run.counts().deduplicated());
    object.put("filtered", run.counts().filtered());
    object.put("code", run.code());
    object.put("message", run.message());
    return object;
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
          run.flow(), run.run(), run.state().name().toLowerCase(java.util.Locale.ROOT), run.started().truncatedTo(ChronoUnit.SECONDS),
          run.batches(), counts.read(), counts.landed(), counts.rejected(), counts.deduplicated(), counts.filtered());
    }
    table.print(out);
    runs.stream().filter(run -> run.message() != null).forEach(run -> out.println("run " + run.run() + ": " + run.message() + " [" + run.code() + "]"));
  }
}
