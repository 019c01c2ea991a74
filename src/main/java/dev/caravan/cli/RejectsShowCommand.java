package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledger.BatchState;
import dev.caravan.catalog.Ledgers;
import dev.caravan.deadletter.KeptReject;
import dev.caravan.deadletter.RejectFinder;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan rejects show}. */
@Command(name = "show", description = "Show one reject: every reason, where it stood, and the record as it came.")
final class RejectsShowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Parameters(paramLabel = "ID", description = "As `caravan rejects list` prints it.")
  private String id;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private OutputFormat format;

  @Override
  public Integer call() {
    Optional<RejectFinder.Shown> shown;
    Optional<RejectFinder.Outcome> outcome;
    try (JdbcLedger ledger = Ledgers.openReadOnly(data.config().ledger(), Clock.systemUTC())) {
      RejectFinder finder = new RejectFinder(ledger.database());
      shown = finder.show(id);
      outcome = shown.flatMap(one -> finder.outcome(one.reject()));
    }
    RejectFinder.Shown reject =
        shown.orElseThrow(
            () -> new CaravanException(Problem.of(ErrorCode.USAGE, null, "There is no reject '" + id + "'").next("`caravan rejects list` lists them.")));
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case JSON -> out.println(Json.print(json(reject, outcome)));
      case TEXT -> {
        text(reject, out);
        outcome.ifPresent(came -> out.println("replay    " + came.replay() + ", " + told(reject.reject(), came)));
      }
    }
    return ExitCode.DONE;
  }

  private static String told(KeptReject reject, RejectFinder.Outcome outcome) {
    if (outcome.state() != BatchState.COMMITTED) {
      return outcome.state() == BatchState.FAILED ? "which failed and is tried again at the flow's next start" : "which waits for its flow";
    }
    if (outcome.refusedAgain()) {
      return "refused again as " + outcome.replay() + ":" + reject.ordinal();
    }
    return outcome.landed() ? "landed" : "not refused: landed, or left out as filtered or deduplicated";
  }

  private static Map<String, Object> json(RejectFinder.Shown shown, Optional<RejectFinder.Outcome> outcome) {
    Map<String, Object> object = RejectJson.of(shown.reject());
    Optional<String> text = utf8(shown.raw());
    object.put("raw", text.orElse(null));
    object.put("replay", outcome.map(came -> came.replay().value()).orElse(null));
    object.put("outcome", outcome.map(came -> told(shown.reject(), came)).orElse(null));
    object.put("rawBase64", text.isPresent() ? null : Base64.getEncoder().encodeToString(shown.raw()));
    return object;
  }

  private static void text(RejectFinder.Shown shown, PrintWriter out) {
    KeptReject reject = shown.reject();
    out.println("id        " + reject.id());
    out.println("flow      " + reject.flow());
    out.println("where     " + reject.pointer());
    if (reject.contract() != null) {
      out.println("contract  " + reject.contract() + (reject.version() == null ? "" : " " + reject.version()));
    }
    out.println("status    " + reject.status().name().toLowerCase(java.util.Locale.ROOT) + ", refused " + reject.attempts() + " time(s), last " + reject.lastSeen());
    reject.failures().forEach(failure -> out.println("why       " + RejectsListCommand.why(failure)));
    out.println("raw       " + utf8(shown.raw()).orElseGet(() -> "(not UTF-8, base64) " + Base64.getEncoder().encodeToString(shown.raw())));
  }

  private static Optional<String> utf8(byte[] raw) {
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
