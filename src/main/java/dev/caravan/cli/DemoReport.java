package dev.caravan.cli;

import dev.caravan.batch.Counts;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledger.RunSummary;
import dev.caravan.deadletter.Reason;
import dev.caravan.deadletter.RejectFinder;
import dev.caravan.source.FlowProgress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the demo has to tell at its end. */
final class DemoReport {
  private static final int REASONS = 3;
  private static final double MILLIS = 1000.0;

  private final PrintWriter out;
  private final JdbcLedger ledger;
  private final Path data;
  /** how the data folder is named on the command line, with a blank before; empty for the default */
  private final String dataOption;

  DemoReport(PrintWriter out, JdbcLedger ledger, Path data, String dataOption) {
    this.out = out;
    this.ledger = ledger;
    this.data = data;
    this.dataOption = dataOption;
  }

  void print(List<FlowProgress> flows, Instant since) {
    out.println();
    if (flows.stream().allMatch(flow -> flow.batches() == 0 && flow.problem() == null)) {
      out.println("Nothing new: all of this landed before, and nothing lands twice. `./caravan demo --fresh" + dataOption + "` starts over.");
    } else {
      table(flows, since);
    }
    reasons();
    out.println();
    out.println("Where it is");
    out.println("  lake      " + data.resolve("lake"));
    out.println("  inbox     " + data.resolve("inbox").resolve("retail"));
    out.println("  NetSuite  gone with this command; ./caravan sandbox starts an account that stays");
    out.println();
    out.println("What to type next");
    out.println("  ./caravan rejects list" + dataOption + " --limit 10");
    out.println("  ./caravan query" + dataOption + " 'select currency, count(*), sum(amount_eur) from retail.order group by all order by 3 desc'");
    out.println(
        "  ./caravan query" + dataOption + " 'select customer_name, currency_symbol, sum(foreigntotal) from netsuite.transaction group by all order by 3 desc limit 10'");
    out.println("  ./caravan ledger" + dataOption);
    out.flush();
  }

  private void table(List<FlowProgress> flows, Instant since) {
    List<RunSummary> runs = ledger.runs(1000).stream().filter(run -> !run.started().isBefore(since)).toList();
    Table table = new Table("flow", "read", "landed", "rejected", "deduplicated", "filtered", "balanced", "records/s");
    Counts sum = Counts.NONE;
    for (FlowProgress flow : flows) {
      Counts counts = flow.counts();
      sum = sum.plus(counts);
      add(table, flow.flow(), counts, rate(counts, runs.stream().filter(run -> run.flow().equals(flow.flow())).findFirst()));
    }
    add(table, "all", sum, "");
    table.print(out);
    for (FlowProgress flow : flows) {
      if (flow.problem() != null) {
        out.println(flow.state() == FlowProgress.State.FAILED ? flow.flow() + " stopped: " + flow.problem() : flow.problem());
      }
    }
  }

  private static void add(Table table, String name, Counts counts, String rate) {
    table.add(
        name, number(counts.read()), number(counts.landed()), number(counts.rejected()), number(counts.deduplicated()), number(counts.filtered()),
        counts.balanced() ? "yes" : "NO", rate);
  }

  private static String rate(Counts counts, Optional<RunSummary> run) {
    return run.filter(done -> done.finished() != null)
        .map(done -> Math.max(1, Duration.between(done.started(), done.finished()).toMillis()))
        .map(millis -> number(Math.round(counts.read() / (millis / MILLIS))))
        .orElse("");
  }

  private void reasons() {
    List<Reason> reasons = new RejectFinder(ledger.database()).commonest(REASONS);
    if (reasons.isEmpty()) {
      return;
    }
    out.println();
    out.println("Why records were rejected, the commonest reasons");
    for (Reason reason : reasons) {
      out.println(
          "  " + number(reason.rejects()) + " x " + reason.flow() + ": " + (reason.field() == null ? "record" : reason.field()) + ' ' + reason.rule()
              + ", requires " + reason.required());
      out.println(
          "      for example " + (reason.got() == null ? "nothing" : "'" + reason.got() + "'") + " at " + reason.example().pointer().source() + ":"
              + reason.example().pointer().line() + ", reject " + reason.example().id());
    }
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
