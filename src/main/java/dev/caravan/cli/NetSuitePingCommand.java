package dev.caravan.cli;

import dev.caravan.Problem;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.OutsideCalls;
import dev.caravan.source.netsuite.AccountCheck;
import dev.caravan.source.netsuite.Finding;
import dev.caravan.source.netsuite.NetSuiteConfig;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code caravan netsuite ping}: everything that must be right before rows can be read, a line each. */
@Command(
    name = "ping",
    description = "Check host, clock, secrets, login, time zone, date format, tables and concurrency of an account; exit code 1 or 2 when a check fails.")
final class NetSuitePingCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;
  @Mixin private NetSuiteOptions account;

  @Option(names = "--table", paramLabel = "TABLE", split = ",", description = "Tables the role is to see (default: those of the entities Caravan has contracts for).")
  private List<String> tables = new ArrayList<>();

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "text", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private OutputFormat format;

  @Override
  public Integer call() {
    CaravanConfig config = data.config();
    NetSuiteConfig netSuite = account.of(config);
    PrintWriter out = spec.commandLine().getOut();
    List<Finding> findings;
    // Nothing is repeated: somebody waits, and what fails once is worth being told.
    try (OutsideCalls calls = new OutsideCalls(config, 0, Clock.systemUTC())) {
      AccountCheck check =
          new AccountCheck(netSuite, calls.systems(), NetSuiteOptions.exchange(calls, netSuite), calls.secrets(), Clock.systemUTC(), finding -> tell(out, finding));
      findings = check.run(tables.isEmpty() ? AccountCheck.usualTables() : tables);
    }
    if (format == OutputFormat.JSON) {
      out.println(Json.print(findings.stream().map(NetSuitePingCommand::json).toList()));
    } else {
      long failed = findings.stream().filter(finding -> finding.outcome() == Finding.Outcome.FAILED).count();
      out.println(failed == 0 ? "All checks passed." : failed + (failed == 1 ? " check" : " checks") + " failed.");
    }
    return findings.stream().map(Finding::problem).filter(Objects::nonNull).mapToInt(problem -> ExitCode.of(problem.code())).min().orElse(ExitCode.DONE);
  }

  private void tell(PrintWriter out, Finding finding) {
    if (format == OutputFormat.TEXT) {
      out.printf("%-8s %-32s %s%n", word(finding), finding.check(), finding.problem() == null ? finding.found() : finding.problem().toString().replace("\n", "\n         "));
      out.flush();
    }
  }

  private static String word(Finding finding) {
    return finding.outcome().name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> json(Finding finding) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("check", finding.check());
    object.put("outcome", word(finding));
    object.put("found", finding.found());
    Problem problem = finding.problem();
    if (problem != null) {
      object.put("code", problem.code().code());
      object.put("required", problem.required());
      object.put("got", problem.got());
      object.put("next", problem.next() == null ? problem.code().remedy() : problem.next());
    }
    return object;
  }
}
