package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.Reject.Failure;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.deadletter.FailedBatches;
import dev.caravan.deadletter.FailedBatches.FailedBatch;
import dev.caravan.deadletter.KeptReject;
import dev.caravan.deadletter.RejectDocument;
import dev.caravan.deadletter.RejectFinder;
import dev.caravan.deadletter.RejectQuery;
import dev.caravan.deadletter.RejectRemoval;
import dev.caravan.deadletter.RejectStatus;
import dev.caravan.runtime.CaravanConfig;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code caravan rejects list}. */
@Command(name = "list", description = "List rejects, those of the oldest batch first; or batches that failed as a whole, or what was removed.")
final class RejectsListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Mixin private RejectFilter filter;
  @Mixin private UnmaskedOption unmasked;

  @Option(names = "--status", paramLabel = "STATUS", description = "Only ${COMPLETION-CANDIDATES}.")
  private RejectStatus status;

  @Option(names = "--failed", description = "The batches that failed as a whole and wait to be taken up again.")
  private boolean failed;

  @Option(names = "--removed", description = "What was removed for age or size, newest first.")
  private boolean removed;

  @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most so many (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private OutputFormat format;

  @Override
  public Integer call() {
    if ((failed || removed) && (filter.ofRecords() || status != null || failed && removed)) {
      throw new CaravanException(
          Problem.of(ErrorCode.USAGE, null, "--failed and --removed tell of batches, not of records")
              .required("--flow, --batch, --since and --until at most", "more"));
    }
    CaravanConfig config = data.config();
    RejectQuery query = filter.query().status(status).limit(Math.max(0, limit));
    try (JdbcLedger ledger = unmasked.open(config, "rejects list", query.toString())) {
      RejectFinder finder = new RejectFinder(ledger.database());
      FailedBatches batches = new FailedBatches(ledger.database());
      if (removed) {
        printRemoved(finder.removals(filter.flow(), limit));
      } else if (failed) {
        printFailed(batches.list(filter.flow(), filter.batch(), filter.since(), filter.until()));
      } else {
        UnmaskedOption.View view = unmasked.view(config, ledger);
        List<KeptReject> rejects = finder.list(query).stream().map(view::reject).toList();
        long alsoFailed = filter.ofRecords() ? 0 : batches.list(filter.flow(), filter.batch(), filter.since(), filter.until()).size();
        printRejects(rejects, finder.count(query), alsoFailed);
        view.tellUnread(spec.commandLine().getErr());
      }
    }
    return ExitCode.DONE;
  }

  private void printRejects(List<KeptReject> rejects, long all, long alsoFailed) {
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case JSON -> out.println(Json.print(rejects.stream().map(RejectDocument::of).toList()));
      case TEXT -> text(rejects, all, alsoFailed, out);
    }
  }

  private static void text(List<KeptReject> rejects, long all, long failed, PrintWriter out) {
    if (rejects.isEmpty()) {
      out.println("No rejects.");
    } else {
      Table table = new Table("id", "flow", "status", "where", "why");
      for (KeptReject reject : rejects) {
        table.add(
            reject.id(), reject.flow(), reject.status().name().toLowerCase(Locale.ROOT), reject.pointer().source() + ":" + reject.pointer().line(),
            reject.failures().stream().map(RejectsListCommand::why).collect(Collectors.joining("; ")));
      }
      table.print(out);
      out.println(rejects.size() + " of " + all + "; `caravan rejects show <id>` shows one whole.");
    }
    if (failed > 0) {
      out.println(failed + " batch(es) failed as a whole: `caravan rejects list --failed`.");
    }
  }

  private void printFailed(List<FailedBatch> batches) {
    PrintWriter out = spec.commandLine().getOut();
    if (format == OutputFormat.JSON) {
      out.println(Json.print(batches.stream().map(RejectJson::of).toList()));
      return;
    }
    if (batches.isEmpty()) {
      out.println("No batch failed as a whole.");
      return;
    }
    Table table = new Table("batch", "flow", "source", "attempts", "last failed", "why");
    batches.forEach(batch -> table.add(batch.batch().value(), batch.flow(), batch.source(), batch.attempts(), time(batch.lastSeen()), why(batch)));
    table.print(out);
    out.println("Each is kept and taken up again at the next start of its flow, or by `caravan rejects replay <batch>`.");
  }

  private void printRemoved(List<RejectRemoval> removals) {
    PrintWriter out = spec.commandLine().getOut();
    if (format == OutputFormat.JSON) {
      out.println(Json.print(removals.stream().map(RejectJson::of).toList()));
      return;
    }
    if (removals.isEmpty()) {
      out.println("No reject was removed.");
      return;
    }
    Table table = new Table("removed", "flow", "batch", "for", "records", "of them open", "last refused");
    removals.forEach(
        removal ->
            table.add(
                time(removal.noted()), removal.flow(), removal.batch(), removal.reason(), removal.records(), removal.openRecords(), time(removal.lastSeen())));
    table.print(out);
  }

  private static String time(Instant instant) {
    return instant == null ? "" : instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static String why(FailedBatch batch) {
    return batch.message() + " [" + batch.rule() + "]";
  }

  static String why(Failure failure) {
    String got = failure.got() == null ? "nothing" : "'" + failure.got() + "'";
    return (failure.field() == null ? "" : failure.field() + " ") + failure.rule() + ": requires " + failure.required() + ", got " + got;
  }
}
