package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledgers;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.CaravanRuntime;
import dev.caravan.runtime.RouteSelection;
import dev.caravan.sandbox.GeneratedFlow;
import dev.caravan.sandbox.RetailGenerator;
import dev.caravan.source.FlowProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code caravan demo}: a shop's dirty deliveries, generated, and a simulated NetSuite account, landed by the
 * packaged flows.
 */
@Command(name = "demo", description = "Land a shop's dirty files and a simulated NetSuite account by the packaged flows.")
final class DemoCommand implements Callable<Integer> {
  /** Says that a data folder was made by the demo, so that --fresh may empty it. */
  private static final String MARK = ".made-by-demo";

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(names = "--records", paramLabel = "N", description = "How many records of the shop to generate (default: " + RetailGenerator.DEFAULT_RECORDS + "). With fewer, the account has fewer rows too.")
  private long records = RetailGenerator.DEFAULT_RECORDS;

  @Option(names = "--fresh", description = "Empty the data folder of an earlier demo first.")
  private boolean fresh;

  @Override
  public Integer call() throws IOException {
    if (records < RetailGenerator.LEAST_RECORDS || records > Integer.MAX_VALUE) {
      throw new ParameterException(
          spec.commandLine(), "--records requires a number from " + RetailGenerator.LEAST_RECORDS + " to " + Integer.MAX_VALUE + ", got " + records);
    }
    Logs.quiet();
    Path folder = data.config().data();
    PrintWriter out = spec.commandLine().getOut();
    prepare(folder);
    // The account fills while the files are written.
    CompletableFuture<DemoAccount> starting = CompletableFuture.supplyAsync(() -> new DemoAccount(Math.min(1, records / (double) RetailGenerator.DEFAULT_RECORDS)));
    generate(folder.resolve("inbox").resolve("retail"), out);
    try (DemoAccount account = started(starting)) {
      out.printf(Locale.ROOT, "Started a simulated NetSuite account of %,d rows; its credentials exist in memory only%n%n", account.rows());
      out.flush();
      return run(data.config(account.settings(), account.secrets()), out);
    }
  }

  private static DemoAccount started(CompletableFuture<DemoAccount> starting) {
    try {
      return starting.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException known ? known : e;
    }
  }

  private int run(CaravanConfig config, PrintWriter out) {
    Instant since = Instant.now();
    CaravanRuntime runtime = new CaravanRuntime(config, RouteSelection.PACKAGED.with(DemoAccount.SYSTEM), CaravanRuntime.Mode.ONCE);
    try (runtime;
        Interruption interruption = new Interruption(runtime::close)) {
      runtime.start();
      boolean complete;
      try (ProgressDisplay progress = new ProgressDisplay(out, Terminal.interactive(), runtime::progress)) {
        progress.start();
        complete = runtime.awaitPasses();
        // When the process is told to stop, the batches in hand are finished here, and shown.
        runtime.close();
      }
      List<FlowProgress> flows = runtime.progress();
      try (JdbcLedger ledger = Ledgers.openReadOnly(config.ledger(), Clock.systemUTC())) {
        new DemoReport(out, ledger, config.data(), dataOption()).print(flows, since);
      }
      return interruption.code(ExitCode.of(flows, complete));
    }
  }

  private String dataOption() {
    return spec.commandLine().getParseResult().hasMatchedOption("--data")
        ? " --data " + spec.commandLine().getParseResult().matchedOptionValue("--data", Path.of(""))
        : "";
  }

  private void prepare(Path folder) throws IOException {
    boolean ours = Files.exists(folder.resolve(MARK));
    boolean empty = isEmpty(folder);
    if (fresh && !empty) {
      if (!ours) {
        throw new CaravanException(
            Problem.of(ErrorCode.USAGE, Place.of(folder.toString()), "--fresh empties only a data folder that the demo made, and this is another")
                .next("Give the demo a folder of its own: caravan demo --data demo-data"));
      }
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    Files.createDirectories(folder);
    if (empty || fresh) {
      Files.writeString(folder.resolve(MARK), "caravan demo --fresh may empty this folder\n");
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return true;
    }
    try (Stream<Path> content = Files.list(folder)) {
      return content.findAny().isEmpty();
    }
  }

  private void generate(Path inbox, PrintWriter out) throws IOException {
    long start = System.nanoTime();
    List<GeneratedFlow> generated = new RetailGenerator(inbox, records).generate();
    long all = generated.stream().mapToLong(GeneratedFlow::records).sum();
    long dirty = all - generated.stream().mapToLong(GeneratedFlow::clean).sum();
    out.printf(Locale.ROOT, "Generated %,d records, %,d of them dirty, into %s in %.1f s%n", all, dirty, inbox, (System.nanoTime() - start) / 1e9);
    out.flush();
  }
}
