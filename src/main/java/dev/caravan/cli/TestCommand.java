package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.routetest.RouteTestReport;
import dev.caravan.runtime.routetest.RouteTestResult;
import dev.caravan.runtime.routetest.RouteTests;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code caravan test}: runs the tests beside routes and Kamelets; nothing outside is reached. */
@Command(name = "test", description = "Run the tests (*.test.yaml) beside routes and Kamelets, with sources and sinks stubbed; exit code 1 when one fails, 2 when a file is not valid.")
final class TestCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DataOption data;

  @Option(names = "--junit-xml", paramLabel = "FILE", description = "Write the results as JUnit XML too.")
  private Path junitXml;

  @Option(names = "--kamelets", paramLabel = "DIR", description = "Kamelets that come before the packaged ones (default: kamelets).")
  private Path kamelets;

  @Option(names = "--contracts", paramLabel = "DIR", description = "The folder of contracts (default: contracts).")
  private Path contracts;

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Tests, routes or Kamelets with a test beside them, or folders to be looked through.")
  private List<Path> paths;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<RouteTestResult> results = new RouteTests(config()).run(RouteTests.find(paths), result -> {
      out.print(RouteTestReport.text(result));
      out.flush();
    });
    out.println(RouteTestReport.summary(results));
    if (junitXml != null) {
      write(results);
    }
    if (results.stream().anyMatch(result -> !result.problems().isEmpty())) {
      return ExitCode.INVALID;
    }
    return results.stream().flatMap(result -> result.cases().stream()).allMatch(RouteTestResult.Case::passed) ? ExitCode.DONE : ExitCode.FAILED;
  }

  private CaravanConfig config() {
    Map<String, String> more = new HashMap<>();
    if (kamelets != null) {
      more.put("caravan.kamelets", kamelets.toString());
    }
    if (contracts != null) {
      more.put("caravan.contracts", contracts.toString());
    }
    return data.config(more);
  }

  private void write(List<RouteTestResult> results) {
    try {
      RouteTestReport.junitXml(results, junitXml);
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.FILE_NOT_FOUND, "The file " + junitXml + " cannot be written: " + e.getMessage(), e);
    }
  }
}
