package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.Causes;
import dev.caravan.runtime.lint.LintException;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns whatever a command threw into a text for people and an exit code. */
final class FailureHandler implements IExecutionExceptionHandler {
  private final BooleanSupplier verbose;

  FailureHandler(BooleanSupplier verbose) {
    this.verbose = verbose;
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult parsed) {
    if (failure instanceof LintException lint) {
      lint.findings().forEach(commandLine.getErr()::println);
      return ExitCode.INVALID;
    }
    CaravanException known = Causes.first(failure, CaravanException.class).orElse(null);
    if (known == null) {
      commandLine.getErr().println("Caravan failed unexpectedly: " + failure);
      commandLine.getErr().println("    next: run the command again with --verbose and report what it prints.");
    } else {
      known.problems().forEach(commandLine.getErr()::println);
    }
    if (verbose.getAsBoolean()) {
      failure.printStackTrace(commandLine.getErr());
    }
    return known == null ? ExitCode.FAILED : ExitCode.of(known);
  }
}
