package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.runtime.console.ConsoleAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code caravan console}: lets a browser into the console of the process that runs flows in a data folder. */
@Command(name = "console", description = "Print an address that lets one browser into the Hawtio console of the running process.")
final class ConsoleCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Override
  public Integer call() throws IOException {
    Path folder = data.config().data();
    String address =
        ConsoleAddress.of(folder).orElseThrow(() -> new CaravanException(ErrorCode.CONSOLE_ABSENT, "No console is served by a process that uses " + folder));
    spec.commandLine().getOut().println(address);
    return ExitCode.DONE;
  }
}
