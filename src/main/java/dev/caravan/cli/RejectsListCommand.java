package dev.caravan.cli;

import dev.caravan.batch.Reject.Failure;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledgers;
import dev.caravan.deadletter.KeptReject;
import dev.caravan.deadletter.RejectFinder;
import dev.caravan.deadletter.RejectQuery;
import dev.caravan.deadletter.RejectStatus;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code caravan rejects list}. */
@Command(name = "list", description = "List rejects, those of the oldest batch first.")
final class RejectsListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Mixin private RejectFilter filter;

  @Option(names = "--status", paramLabel = "STATUS", description = "Only ${COMPLETION-CANDIDATES}.")
  private RejectStatus status;

  @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most so many (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private OutputFormat format;

  @Override
  public Integer call() {
    RejectQuery query = filter.query().status(status).limit(Math.max(0, limit));
    List<KeptReject> rejects;
    long all;
    try (JdbcLedger ledger = Ledgers.openReadOnly(data.config().ledger(), Clock.systemUTC())) {
      RejectFinder finder = new RejectFinder(ledger.database());
      rejects = finder.list(query);
      all = finder.count(query);
    }
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case JSON -> out.println(Json.print(rejects.stream().map(RejectJson::of).toList()));
      case TEXT -> text(rejects, all, out);
    }
    return ExitCode.DONE;
  }

  private static void text(List<KeptReject> rejects, long all, PrintWriter out) {
    if (rejects.isEmpty()) {
      out.println("No rejects.");
      return;
    }
    Table table = new Table("id", "flow", "where", "why");
    for (KeptReject reject : rejects) {
      table.add(
          reject.id(), reject.flow(), reject.pointer().source() + ":" + reject.pointer().line(),
          reject.failures().stream().map(RejectsListCommand::why).collect(Collectors.joining("; ")));
    }
    table.print(out);
    out.println(rejects.size() + " of " + all + "; `caravan rejects show <id>` shows one whole.");
  }

  static String why(Failure failure) {
    String got = failure.got() == null ? "nothing" : "'" + failure.got() + "'";
    return (failure.field() == null ? "" : failure.field() + " ") + failure.rule() + ": requires " + failure.required() + ", got " + got;
  }
}
