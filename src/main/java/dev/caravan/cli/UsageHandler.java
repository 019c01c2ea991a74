package dev.caravan.cli;

import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, with the nearest valid name where there is one. */
final class UsageHandler implements IParameterExceptionHandler {
  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine commandLine = failure.getCommandLine();
    String command = commandLine.getCommandSpec().qualifiedName();
    Problem problem = Problem.of(ErrorCode.USAGE, null, failure.getMessage()).next("`" + command + " --help` shows what it takes.");
    commandLine.getErr().println(problem);
    UnmatchedArgumentException.printSuggestions(failure, commandLine.getErr());
    return ExitCode.INVALID;
  }
}
