package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.catalog.JdbcLedger;
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
    try (JdbcLedger ledger = Ledgers.openReadOnly(data.config().ledger(), Clock.systemUTC())) {
      shown = new RejectFinder(ledger.database()).show(id);
    }
    RejectFinder.Shown reject =
        shown.orElseThrow(
            () -> new CaravanException(Problem.of(ErrorCode.USAGE, null, "There is no reject '" + id + "'").next("`caravan rejects list` lists them.")));
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case JSON -> out.println(Json.print(json(reject)));
      case TEXT -> text(reject, out);
    }
    return ExitCode.DONE;
  }

  private static Map<String, Object> json(RejectFinder.Shown shown) {
    Map<String, Object> object = RejectJson.of(shown.reject());
    Optional<String> text = utf8(shown.raw());
    object.put("raw", text.orElse(null));
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
