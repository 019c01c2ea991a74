package dev.caravan.cli;

import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledgers;
import dev.caravan.security.AuditTrail;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code caravan audit}: who did what, when, and what came of it. */
@Command(name = "audit", description = "Show the audit: files that changed while flows ran, drift that was accepted or declined, rejects that were looked at unmasked or removed, secrets that were used, what was done through the HTTP port.")
final class AuditCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** What an entry is about. */
  enum Kind {
    ROUTE,
    KAMELET,
    CONTRACT,
    QUERY,
    PROPERTIES,
    DRIFT,
    REJECT,
    SECRET,
    ACCESS
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(name = "list", description = "List the entries, the newest first.")
  int list(
      @Mixin DataOption data,
      @Option(names = "--kind", paramLabel = "KIND", description = "Only entries about this: ${COMPLETION-CANDIDATES}.") Kind kind,
      @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most so many (default: ${DEFAULT-VALUE}).") int limit,
      @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).") OutputFormat format) {
    List<AuditTrail.Entry> entries;
    try (JdbcLedger ledger = Ledgers.openReadOnly(data.config().ledger(), Clock.systemUTC())) {
      entries = AuditTrail.latest(ledger.database(), kind == null ? null : kind.name().toLowerCase(Locale.ROOT), limit);
    }
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case JSON -> out.println(Json.print(entries.stream().map(AuditCommand::json).toList()));
      case TEXT -> text(entries, out);
    }
    return ExitCode.DONE;
  }

  private static void text(List<AuditTrail.Entry> entries, PrintWriter out) {
    if (entries.isEmpty()) {
      out.println("Nothing is written down yet.");
      return;
    }
    Table table = new Table("when", "kind", "what", "action", "outcome", "who", "detail");
    for (AuditTrail.Entry entry : entries) {
      String detail = entry.detail().lines().findFirst().orElse("");
      table.add(entry.at().truncatedTo(ChronoUnit.SECONDS), entry.kind(), entry.subject(), entry.action(), entry.outcome(), entry.who(), detail);
    }
    table.print(out);
  }

  private static Map<String, Object> json(AuditTrail.Entry entry) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("when", Json.time(entry.at()));
    object.put("kind", entry.kind());
    object.put("what", entry.subject());
    object.put("action", entry.action());
    object.put("outcome", entry.outcome());
    object.put("who", entry.who());
    object.put("detail", entry.detail());
    object.put("process", entry.process());
    return object;
  }
}
