package dev.caravan.cli;

import dev.caravan.catalog.Ledgers;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code caravan}: its subcommands do the work. */
@Command(
    name = "caravan",
    description = "Lands data under contract and accounts for every record.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed; what is left undone is kept and goes on at the next run",
      "2:the command line, a route, a contract or a property has to be mended first",
      "3:more rejects than a contract allows"
    })
public final class Main implements Runnable {
  private static final List<Class<?>> COMMANDS =
      List.of(
          ContractCommand.class,
          LintCommand.class,
          NewCommand.class,
          ProfileCommand.class,
          DemoCommand.class,
          RunCommand.class,
          SandboxCommand.class,
          CrashTestCommand.class,
          TestCommand.class,
          ConsoleCommand.class,
          FlowCommand.class,
          LedgerCommand.class,
          DoctorCommand.class,
          RejectsCommand.class,
          ReprocessCommand.class,
          ReconcileCommand.class,
          QueryCommand.class,
          SecretCommand.class,
          UserCommand.class,
          AuditCommand.class,
          NetSuiteCommand.class,
          KubernetesCommand.class);

  @Spec private CommandSpec spec;

  @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show the log in detail and the stack trace of a failure.")
  private boolean verbose;

  public static void main(String[] arguments) {
    // A flow's own target may be an H2 database too, and be opened before the ledger is.
    Ledgers.keepFromTheNetwork();
    System.exit(run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), arguments));
  }

  /** Runs a command in this process and returns its exit code. */
  public static int run(PrintWriter out, PrintWriter err, String... arguments) {
    Main main = new Main();
    CommandLine commandLine = new CommandLine(main);
    asked(arguments).forEach(commandLine::addSubcommand);
    commandLine.setOut(out).setErr(err);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setParameterExceptionHandler(new UsageHandler());
    commandLine.setExecutionExceptionHandler(new FailureHandler(() -> main.verbose));
    commandLine.setExecutionStrategy(
        parsed -> {
          Logs.level(main.verbose);
          return new CommandLine.RunLast().execute(parsed);
        });
    return commandLine.execute(arguments);
  }

  // Building the model of all commands takes longer than many a command: the one that is named is enough.
  private static List<Class<?>> asked(String... arguments) {
    Optional<String> name = Arrays.stream(arguments).filter(argument -> !argument.startsWith("-")).findFirst();
    Optional<Class<?>> command = COMMANDS.stream().filter(each -> name.filter(each.getAnnotation(Command.class).name()::equals).isPresent()).findFirst();
    return command.<List<Class<?>>>map(List::of).orElse(COMMANDS);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
