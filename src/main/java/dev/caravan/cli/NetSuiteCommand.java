package dev.caravan.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code caravan netsuite}: what there is to know of an account before a flow reads it. */
@Command(
    name = "netsuite",
    description = "Try an account, and learn what its tables are like.",
    subcommands = {NetSuitePingCommand.class, NetSuiteSchemaCommand.class})
final class NetSuiteCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
