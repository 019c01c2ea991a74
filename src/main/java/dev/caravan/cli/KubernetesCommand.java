package dev.caravan.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code caravan k8s}: flows on Kubernetes. */
@Command(name = "k8s", description = "Bring flows to Kubernetes.", subcommands = KubernetesExportCommand.class)
final class KubernetesCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
