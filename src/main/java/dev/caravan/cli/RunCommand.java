package dev.caravan.cli;

import dev.caravan.batch.Counts;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.CaravanRuntime;
import dev.caravan.runtime.RouteSelection;
import dev.caravan.source.FlowProgress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan run}: runs routes until it is told to stop, or once. */
@Command(name = "run", description = "Run routes: the packaged ones, those of a folder, or the files named. Files that change are taken up while they run.")
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(names = "--once", description = "Let every source make one pass, then stop.")
  private boolean once;

  @Option(names = "--routes", paramLabel = "DIR", description = "Run the route files of this folder.")
  private Path routes;

  @Option(names = "--kamelets", paramLabel = "DIR", description = "Kamelets that come before the packaged ones (default: kamelets).")
  private Path kamelets;

  @Parameters(paramLabel = "FILE", arity = "0..*", description = "Route files: *.camel.yaml, *.yaml or *.java; files of streams: *.streams.yaml.")
  private List<Path> files = new ArrayList<>();

  @Override
  public Integer call() {
    Map<String, String> more = kamelets == null ? Map.of() : Map.of("caravan.kamelets", kamelets.toString());
    CaravanConfig config = data.config(more);
    Logs.format(config.observation().logFormat());
    CaravanRuntime.Mode mode = once ? CaravanRuntime.Mode.ONCE : CaravanRuntime.Mode.UNTIL_STOPPED;
    CaravanRuntime runtime = new CaravanRuntime(config, new RouteSelection(routes, files), mode, data.rereading(more));
    try (runtime;
        Interruption interruption = new Interruption(runtime::close)) {
      runtime.start();
      banner(runtime, config);
      if (!once) {
        interruption.await();
        runtime.close();
        return interruption.code(ExitCode.DONE);
      }
      boolean complete = awaitPasses(runtime);
      tell(runtime.progress());
      return interruption.code(ExitCode.of(runtime.progress(), complete));
    }
  }

  private boolean awaitPasses(CaravanRuntime runtime) {
    if (!Terminal.interactive() || !Logs.quiet()) {
      return drained(runtime);
    }
    try (ProgressDisplay progress = new ProgressDisplay(spec.commandLine().getOut(), true, runtime::progress)) {
      progress.start();
      return drained(runtime);
    }
  }

  private static boolean drained(CaravanRuntime runtime) {
    boolean complete = runtime.awaitPasses();
    runtime.close();
    return complete;
  }

  private void tell(List<FlowProgress> flows) {
    PrintWriter out = spec.commandLine().getOut();
    for (FlowProgress flow : flows) {
      Counts counts = flow.counts();
      out.printf(
          "%s: read %d, landed %d, rejected %d, deduplicated %d, filtered %d%s%n",
          flow.flow(), counts.read(), counts.landed(), counts.rejected(), counts.deduplicated(), counts.filtered(),
          flow.state() == FlowProgress.State.FAILED ? "; stopped" : "");
    }
  }

  private void banner(CaravanRuntime runtime, CaravanConfig config) {
    PrintWriter out = spec.commandLine().getOut();
    List<String> started = runtime.routes();
    out.println("Caravan runs " + started.size() + (started.size() == 1 ? " route: " : " routes: ") + String.join(", ", started));
    if (runtime.httpPort() > 0) {
      out.println("  http  " + config.http().address(runtime.httpPort()));
    }
    runtime.consoleAddress().ifPresent(address -> out.println("  console  " + address + "  (lets one browser in; `caravan console` prints the next)"));
    if (!runtime.streams().isEmpty()) {
      out.println("  streams  " + String.join(", ", runtime.streams()));
    }
    out.println("  data  " + config.data());
  }
}
