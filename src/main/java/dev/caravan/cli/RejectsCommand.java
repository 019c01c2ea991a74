package dev.caravan.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code caravan rejects}: the records that were refused. */
@Command(
    name = "rejects",
    description = "Find the records that were refused and why; mend them, and send them through their flows again.",
    subcommands = {RejectsListCommand.class, RejectsShowCommand.class, RejectsEditCommand.class, RejectsReplayCommand.class, RejectsDropCommand.class})
final class RejectsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return ExitCode.DONE;
  }
}
