package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Reject.Failure;
import dev.caravan.batch.SegmentWriter;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Ledger.BatchState;
import dev.caravan.catalog.Ledger;
import dev.caravan.catalog.Ledgers;
import dev.caravan.catalog.ProcessOwner;
import dev.caravan.deadletter.Choice;
import dev.caravan.deadletter.RejectFinder;
import dev.caravan.deadletter.Replays.Queued;
import dev.caravan.deadletter.Replays;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.CaravanRuntime;
import dev.caravan.runtime.RouteSelection;
import dev.caravan.runtime.routetest.DryRun;
import dev.caravan.runtime.routetest.TrialFolder;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan rejects replay}: queues rejects, has their flows land them, and tells what became of each. */
@Command(name = "replay", description = "Send rejects through their flows again, each lands once, in a batch of its own; or take up batches that failed.")
final class RejectsReplayCommand implements Callable<Integer> {
  private static final int REASONS = 20;
  private static final long LOOK_MILLIS = 500;

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;
  @Mixin private RejectFilter filter;
  @Mixin private UnmaskedOption unmasked;

  @Parameters(paramLabel = "ID", arity = "0..*", description = "As `caravan rejects list` prints them, with --failed too.")
  private List<String> ids = new ArrayList<>();

  @Option(names = "--all", description = "All open rejects.")
  private boolean all;

  @Option(names = "--dry-run", description = "Tell what would become of them, with what the routes look up as it is now; change nothing.")
  private boolean dryRun;

  @Option(names = "--queue-only", description = "Leave them to the runtime, which takes them up at the flow's next pass.")
  private boolean queueOnly;

  @Option(names = "--routes", paramLabel = "PATH", description = "A route file, or a folder of them (default: the packaged routes).")
  private Path routes;

  @Option(names = "--contracts", paramLabel = "DIR", description = "The folder of contracts, to try out or use a newer one (default: contracts).")
  private Path contracts;

  @Override
  public Integer call() {
    CaravanConfig config = contracts == null ? data.config() : data.config(Map.of("caravan.contracts", contracts.toString()));
    PrintWriter out = spec.commandLine().getOut();
    if (queueOnly && contracts != null) {
      throw new CaravanException(
          Problem.of(ErrorCode.USAGE, null, "What is queued lands under the contracts of the process that takes it up").required("--queue-only or --contracts", "both"));
    }
    try (JdbcLedger ledger = unmasked.open(config, "rejects replay", ids.isEmpty() ? filter.query().toString() : String.join(" ", ids))) {
      Choice choice = choice(ledger);
      List<BatchRecord> failed = failed(ledger);
      if (choice.isEmpty() && failed.isEmpty()) {
        out.println("No open reject fits.");
        return ExitCode.DONE;
      }
      if (dryRun) {
        return tryOut(config, ledger, choice, failed);
      }
    }
    try (JdbcLedger ledger = Ledgers.open(config.ledger(), Clock.systemUTC())) {
      Choice choice = choice(ledger);
      List<BatchRecord> failed = failed(ledger);
      Set<String> flows = flows(ledger, choice, failed);
      RouteSelection selection = selection(flows);
      if (!queueOnly) {
        selection.read();
      }
      // A process that runs the flow holds its lease, and finds the batch by itself.
      Set<String> free = flows.stream().filter(flow -> !queueOnly && ledger.lease(Ledger.leaseOf(flow), ProcessOwner.current().name(), config.lease())).collect(Collectors.toCollection(TreeSet::new));
      if (contracts != null && free.size() < flows.size()) {
        free.forEach(flow -> ledger.release(Ledger.leaseOf(flow), ProcessOwner.current().name()));
        flows.removeAll(free);
        throw new CaravanException(
            Problem.of(ErrorCode.LEDGER_CONFLICT, null, "Another process runs " + String.join(", ", flows) + ", under its own contracts")
                .next("Stop it first; or leave out --contracts and give that process the newer contract."));
      }
      List<Queued> queued = new ArrayList<>(replays(config, ledger).queue(choice));
      queued.forEach(one -> out.printf("Queued %,d record(s) of batch %s as batch %s%n", one.records(), one.of(), one.batch()));
      failed.forEach(batch -> queued.add(new Queued(batch.id(), batch.flow(), batch.id(), 0)));
      return queueOnly ? ExitCode.DONE : land(config, ledger, selection, queued, free);
    }
  }

  /** The ids that name no record but a batch: those that failed as a whole. */
  private List<BatchRecord> failed(JdbcLedger ledger) {
    return ids.stream()
        .filter(id -> id.indexOf(':') < 0)
        .map(
            id ->
                ledger.batch(new BatchId(id))
                    .filter(batch -> batch.state() != BatchState.COMMITTED)
                    .orElseThrow(
                        () ->
                            new CaravanException(
                                Problem.of(ErrorCode.REJECT_GONE, null, "There is no failed batch '" + id + "'")
                                    .next("`caravan rejects list --failed` lists those there are; a record's id is <batch>:<number>."))))
        .toList();
  }

  private Choice choice(JdbcLedger ledger) {
    if (ids.isEmpty() && !filter.given() && !all) {
      throw new CaravanException(
          Problem.of(ErrorCode.USAGE, null, "Which rejects are meant is not said").required("ids, a filter such as --flow, or --all", "none of them"));
    }
    return ids.isEmpty() ? new RejectFinder(ledger.database()).choose(filter.query()) : Choice.of(ids.stream().filter(id -> id.indexOf(':') >= 0).toList());
  }

  private static Replays replays(CaravanConfig config, JdbcLedger ledger) {
    return new Replays(ledger, config.data().resolve("segments"), Clock.systemUTC(), System.getProperty("user.name"));
  }

  private static Set<String> flows(JdbcLedger ledger, Choice choice, List<BatchRecord> failed) {
    return Stream.concat(choice.ordinals().keySet().stream().flatMap(batch -> ledger.batch(new BatchId(batch)).stream()), failed.stream())
        .map(BatchRecord::flow)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private RouteSelection selection(Set<String> flows) {
    boolean file = routes != null && !Files.isDirectory(routes);
    return new RouteSelection(file ? null : routes, file ? List.of(routes) : List.of()).only(flows);
  }

  private int tryOut(CaravanConfig config, JdbcLedger ledger, Choice choice, List<BatchRecord> failed) {
    PrintWriter out = spec.commandLine().getOut();
    try (TrialFolder folder = new TrialFolder(config.engine())) {
      List<Replays.Trial> trials = new ArrayList<>(replays(config, ledger).tryOut(choice, folder.path()));
      failed.forEach(batch -> trials.add(new Replays.Trial(batch.flow(), batch.id(), SegmentWriter.open(Path.of(batch.segment())))));
      UnmaskedOption.View view = unmasked.view(config, ledger);
      List<DryRun.Result> results = new DryRun(config, selection(flows(ledger, choice, failed)), folder.engine(), folder.path()).run(trials);
      Table table = new Table("flow", "batch", "records", "would land", "be rejected", "be deduplicated", "be filtered");
      for (DryRun.Result result : results) {
        long rejected = result.rejected().stream().mapToLong(DryRun.Refused::ordinal).distinct().count();
        table.add(result.trial().flow(), result.trial().of().value(), number(result.landed() + rejected + result.deduplicated() + result.filtered()), number(result.landed()), number(rejected),
            number(result.deduplicated()), number(result.filtered()));
      }
      table.print(out);
      results.forEach(result -> reasons(result, view, out));
      view.tellUnread(spec.commandLine().getErr());
      out.println("Nothing was changed; without --dry-run it is done.");
      return results.stream().anyMatch(result -> result.problem() != null) ? ExitCode.FAILED : ExitCode.DONE;
    }
  }

  private static void reasons(DryRun.Result result, UnmaskedOption.View view, PrintWriter out) {
    if (result.problem() != null) {
      out.println(result.trial().flow() + " would stop: " + result.problem());
    }
    result.rejected().stream().limit(REASONS).forEach(refused -> out.println("  " + result.trial().of() + ":" + refused.ordinal() + "  "
        + RejectsListCommand.why(view.failure(result.contract(), new Failure(refused.field(), refused.rule(), refused.required(), refused.got())))));
    if (result.rejected().size() > REASONS) {
      out.println("  … and " + (result.rejected().size() - REASONS) + " more");
    }
  }

  private int land(CaravanConfig config, JdbcLedger ledger, RouteSelection selection, List<Queued> queued, Set<String> free) {
    PrintWriter out = spec.commandLine().getOut();
    Set<String> taken = queued.stream().map(Queued::flow).filter(flow -> !free.contains(flow)).collect(Collectors.toCollection(TreeSet::new));
    if (!free.isEmpty()) {
      CaravanRuntime runtime = new CaravanRuntime(config, selection.only(free), CaravanRuntime.Mode.UNFINISHED);
      try (runtime;
          Interruption interruption = new Interruption(runtime::close)) {
        runtime.start();
        runtime.awaitPasses();
        runtime.close();
        interruption.code(ExitCode.FAILED);
      }
    }
    taken.forEach(flow -> out.println("Another process runs " + flow + " and lands them at its next pass; interrupted, this command leaves them to it."));
    out.flush();
    Map<Queued, BatchRecord> ended = await(ledger, queued, taken);
    Table table = new Table("flow", "batch", "records", "landed", "rejected", "deduplicated", "filtered", "state");
    ended.forEach((one, batch) -> table.add(
        one.flow(), one.batch().value(), number(batch.counts().read()), number(batch.counts().landed()), number(batch.counts().rejected()),
        number(batch.counts().deduplicated()), number(batch.counts().filtered()), batch.state().name().toLowerCase(Locale.ROOT)));
    table.print(out);
    return ended.values().stream().allMatch(batch -> batch.state() == BatchState.COMMITTED) ? ExitCode.DONE : ExitCode.FAILED;
  }

  private static Map<Queued, BatchRecord> await(JdbcLedger ledger, List<Queued> queued, Set<String> elsewhere) {
    Map<Queued, BatchRecord> ended = new LinkedHashMap<>();
    for (Queued one : queued) {
      BatchRecord batch = ledger.batch(one.batch()).orElseThrow();
      while (batch.state() == BatchState.OPEN && elsewhere.contains(one.flow()) && pause()) {
        batch = ledger.batch(one.batch()).orElseThrow();
      }
      ended.put(one, batch);
    }
    return ended;
  }

  private static boolean pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String number(long count) {
    return String.format("%,d", count);
  }
}
