package dev.caravan.cli;

import dev.caravan.Problem;
import dev.caravan.runtime.lint.Finding;
import dev.caravan.runtime.lint.Lint;
import dev.caravan.runtime.lint.LintContext;
import dev.caravan.runtime.lint.LintReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan lint}: tells what is wrong with files before anything starts. */
@Command(name = "lint", description = "Check routes, Kamelets, contracts, tests and properties; exit code 2 when there are errors.")
final class LintCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "TEXT", description = "text, json or sarif (default: text).")
  private LintReport.Format format;

  @Option(names = "--kamelets", paramLabel = "DIR", description = "A folder of Kamelets that come before all others; may be given several times.")
  private List<Path> kamelets = new ArrayList<>();

  @Option(names = "--contracts", paramLabel = "DIR", description = "A folder of contracts that come before all others; may be given several times.")
  private List<Path> contracts = new ArrayList<>();

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files, or folders to be looked through.")
  private List<Path> paths;

  @Override
  public Integer call() {
    // Settings that cannot be read are told beside all else.
    List<Problem> settings = new ArrayList<>();
    LintContext context = LintContext.of(data.configAnyway(settings::add)).before(kamelets, contracts);
    List<Finding> findings = Lint.check(paths, context, settings);
    PrintWriter out = spec.commandLine().getOut();
    out.println(LintReport.of(findings, format));
    return findings.stream().anyMatch(Finding::isError) ? ExitCode.INVALID : ExitCode.DONE;
  }
}
