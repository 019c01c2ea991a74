package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.cli.doctor.BundleGathering;
import dev.caravan.cli.doctor.SupportBundle;
import dev.caravan.runtime.CaravanConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code caravan doctor}: gathers what helps somebody elsewhere to help, without secrets. */
@Command(
    name = "doctor",
    description = "Gather a support bundle: versions, settings, ledger, last errors, disk, and threads, metrics and health of the running process; without secrets.")
final class DoctorCommand implements Callable<Integer> {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(names = "--to", paramLabel = "FILE", description = "The zip to write (default: caravan-support-<time>.zip in the working directory); it must not exist.")
  private Path to;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Clock clock = Clock.systemUTC();
    Path file = to == null ? Path.of("caravan-support-" + STAMP.format(clock.instant()) + ".zip") : to;
    if (Files.exists(file)) {
      throw new CaravanException(Problem.of(ErrorCode.USAGE, null, "The file " + file + " exists").next("Name another one by --to."));
    }
    // What is wrong with the settings is a reason to gather, not to stop.
    CaravanConfig config = data.configAnyway(problem -> out.println("setting: " + problem.message()));
    SupportBundle bundle = new BundleGathering(config, data.disclosure(), new Version().getVersion()[0], clock).gather();
    bundle.write(file);
    out.println(file);
    bundle.names().forEach(name -> out.println("  " + name));
    bundle.missing().forEach((name, why) -> out.println("  without " + name + ": " + why));
    out.println("Secrets are taken out; flows, datasets, addresses and messages of errors are in it: look before you send it.");
    return ExitCode.DONE;
  }
}
