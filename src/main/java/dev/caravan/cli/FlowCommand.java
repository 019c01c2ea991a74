package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.api.Backfills;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledgers;
import dev.caravan.catalog.StoppedFlows;
import dev.caravan.runtime.CaravanConfig;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan flow}: stops and starts flows of whatever process, and has what they landed run again. */
@Command(name = "flow", description = "Stop and start flows, and have what they have landed run again, also while a process runs them.")
final class FlowCommand implements Runnable {
  private static final String FLOW = "The flow, by the id of its route.";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  @Command(name = "list", description = "List the flows that the ledger knows, and who stopped which.")
  int list(@Mixin DataOption data) {
    try (JdbcLedger ledger = Ledgers.openReadOnly(data.config().ledger(), Clock.systemUTC())) {
      Map<String, StoppedFlows.Stop> stops = ledger.stoppedFlows().all();
      Table table = new Table("flow", "stopped", "by", "why");
      for (String flow : ledger.stoppedFlows().known()) {
        StoppedFlows.Stop stop = stops.get(flow);
        table.add(flow, stop == null ? "" : stop.at().truncatedTo(ChronoUnit.SECONDS), stop == null ? "" : stop.actor(), stop == null || stop.reason() == null ? "" : stop.reason());
      }
      table.print(spec.commandLine().getOut());
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "stop",
      description = "Let a flow end what it has in hand and begin nothing more, in no process of the ledger and none that starts later, until it is started.")
  int stop(
      @Mixin DataOption data,
      @Parameters(paramLabel = "FLOW", description = FLOW) String flow,
      @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for whoever looks later.") String reason) {
    CaravanConfig config = data.config();
    try (JdbcLedger ledger = open(config, flow)) {
      boolean news = ledger.stoppedFlows().stop(flow, System.getProperty("user.name", "unknown"), reason);
      tell(news ? "Flow " + flow + " is stopped; processes that run see it within " + config.lease().toSeconds() / 4 + " s." : "Flow " + flow + " was stopped before.");
      return ExitCode.DONE;
    }
  }

  @Command(name = "start", description = "Let a flow that was stopped go on.")
  int start(@Mixin DataOption data, @Parameters(paramLabel = "FLOW", description = FLOW) String flow) {
    CaravanConfig config = data.config();
    try (JdbcLedger ledger = open(config, flow)) {
      tell(ledger.stoppedFlows().start(flow) ? "Flow " + flow + " goes on; processes that run see it within " + config.lease().toSeconds() / 4 + " s." : "Flow " + flow + " was not stopped.");
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "backfill",
      description = {
        "Have what landed first within a time run through its flow again, at its next pass, by whatever process runs it then: each batch takes the place of the one before.",
        "`caravan reprocess` shows the difference first, and lands it itself."
      })
  int backfill(
      @Mixin DataOption data,
      @Parameters(paramLabel = "FLOW", description = FLOW) String flow,
      @Option(names = "--from", paramLabel = "TIME", required = true, description = "Batches that landed at or after: 2026-01-31, 2026-01-31T08:00:00Z (UTC), or 2h, 7d ago.") String from,
      @Option(names = "--to", paramLabel = "TIME", description = "Batches that landed before (default: now).") String to,
      @Option(names = "--kept-only", description = "Leave batches as they are whose raw records are not kept any more.") boolean keptOnly) {
    CaravanConfig config = data.config();
    Instant now = Instant.now();
    Instant start = Moment.of("--from", from, now);
    Instant end = to == null ? now : Moment.of("--to", to, now);
    try (JdbcLedger ledger = open(config, flow)) {
      List<Backfills.Queued> queued = new Backfills(ledger, config.data().resolve("segments")).queue(flow, start, end, keptOnly);
      queued.forEach(one -> tell("Queued %,d record(s) of batch %s as batch %s".formatted(one.records(), one.of(), one.batch())));
      tell(queued.isEmpty() ? "Nothing of flow " + flow + " landed in that time." : "They are taken up at the flow's next pass.");
      return ExitCode.DONE;
    }
  }

  private JdbcLedger open(CaravanConfig config, String flow) {
    try (JdbcLedger ledger = Ledgers.openReadOnly(config.ledger(), Clock.systemUTC())) {
      List<String> known = ledger.stoppedFlows().known();
      if (!known.contains(flow)) {
        throw new CaravanException(
            Problem.of(ErrorCode.USAGE, null, "The ledger knows no flow '" + flow + "'").required("a flow that has run", "'" + flow + "'").next(Nearest.hint(flow, known)));
      }
    }
    return Ledgers.open(config.ledger(), Clock.systemUTC());
  }

  private void tell(String sentence) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(sentence);
  }
}
