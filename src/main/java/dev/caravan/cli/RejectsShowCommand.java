package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.deadletter.FailedBatches.FailedBatch;
import dev.caravan.deadletter.FailedBatches;
import dev.caravan.deadletter.KeptReject;
import dev.caravan.deadletter.RejectDocument;
import dev.caravan.deadletter.RejectFinder;
import dev.caravan.runtime.CaravanConfig;
import java.io.PrintWriter;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan rejects show}. */
@Command(name = "show", description = "Show one reject: every reason, where it stood, and the record as it came; or a batch that failed as a whole.")
final class RejectsShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;
  @Mixin private UnmaskedOption unmasked;

  @Parameters(paramLabel = "ID", description = "As `caravan rejects list` prints it, with --failed too.")
  private String id;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private OutputFormat format;

  @Override
  public Integer call() {
    CaravanConfig config = data.config();
    try (JdbcLedger ledger = unmasked.open(config, "rejects show", id)) {
      RejectFinder finder = new RejectFinder(ledger.database());
      Optional<RejectFinder.Shown> shown = finder.show(id);
      if (shown.isPresent()) {
        UnmaskedOption.View view = unmasked.view(config, ledger);
        print(new RejectFinder.Shown(view.reject(shown.get().reject()), view.raw(shown.get())), finder.outcome(shown.get().reject()));
        view.tellUnread(spec.commandLine().getErr());
      } else {
        print(
            new FailedBatches(ledger.database())
                .list(null, new BatchId(id), null, null).stream()
                    .findFirst()
                    .orElseThrow(
                        () -> new CaravanException(Problem.of(ErrorCode.USAGE, null, "There is no reject '" + id + "'").next("`caravan rejects list` lists them."))));
      }
    }
    return ExitCode.DONE;
  }

  private void print(RejectFinder.Shown reject, Optional<RejectFinder.Outcome> outcome) {
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case JSON -> out.println(Json.print(RejectDocument.of(reject, outcome)));
      case TEXT -> {
        text(reject, out);
        outcome.ifPresent(came -> out.println("replay    " + came.replay() + " by " + came.actor() + ", " + RejectDocument.told(reject.reject(), came)));
      }
    }
  }

  private void print(FailedBatch batch) {
    PrintWriter out = spec.commandLine().getOut();
    if (format == OutputFormat.JSON) {
      out.println(Json.print(RejectJson.of(batch)));
      return;
    }
    out.println("batch     " + batch.batch());
    out.println("flow      " + batch.flow());
    out.println("where     " + batch.source());
    if (batch.contract() != null) {
      out.println("contract  " + batch.contract() + (batch.version() == null ? "" : " " + batch.version()));
    }
    out.println("step      " + batch.step());
    out.println("status    failed, attempt " + batch.attempts() + ", first " + batch.firstSeen() + (batch.lastSeen() == null ? "" : ", last " + batch.lastSeen()));
    out.println("why       " + RejectsListCommand.why(batch));
    out.println("raw       " + batch.segment());
    if (batch.rejects() > 0) {
      out.println("rejects   " + batch.rejects() + ": caravan rejects list --batch " + batch.batch());
    }
  }

  private static void text(RejectFinder.Shown shown, PrintWriter out) {
    KeptReject reject = shown.reject();
    out.println("id        " + reject.id());
    out.println("flow      " + reject.flow());
    out.println("where     " + reject.pointer());
    if (reject.contract() != null) {
      out.println("contract  " + reject.contract() + (reject.version() == null ? "" : " " + reject.version()));
    }
    if (reject.step() != null) {
      out.println("step      " + reject.step());
    }
    out.println("status    " + reject.status().name().toLowerCase(Locale.ROOT) + ", attempts " + reject.attempts() + ", first " + reject.firstSeen() + ", last " + reject.lastSeen());
    reject.failures().forEach(failure -> out.println("why       " + RejectsListCommand.why(failure)));
    out.println("raw       " + RejectDocument.utf8(shown.raw()).orElseGet(() -> "(not UTF-8, base64) " + Base64.getEncoder().encodeToString(shown.raw())));
  }
}
