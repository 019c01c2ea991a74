package dev.caravan.runtime;

import dev.caravan.Problems;
import dev.caravan.runtime.lint.Finding;
import dev.caravan.runtime.lint.Lint;
import dev.caravan.runtime.lint.LintContext;
import dev.caravan.runtime.lint.LintException;
import dev.caravan.runtime.lint.LintFile;
import dev.caravan.runtime.lint.LintRule;
import java.util.List;
import java.util.stream.Stream;

/** What all files of a run must pass before any of it starts. */
final class FileCheck {
  private static final List<String> UNKNOWN_BESIDE_JAVA = List.of(LintRule.BEAN_UNKNOWN.code(), LintRule.CLASS_UNKNOWN.code(), LintRule.ROUTE_POLICY_UNKNOWN.code());

  private FileCheck() {}

  /**
   * Looks at the routes, all together.
   *
   * @param more Kamelets and contracts to look at too
   * @throws LintException with everything that is wrong in the files
   * @throws dev.caravan.CaravanException with what is wrong between flows
   */
  static void check(List<RouteFile> routes, List<LintFile> more, CaravanConfig config) {
    lint(routes, more, config);
    Problems problems = new Problems();
    new FlowIds(new KameletCatalog(config.kamelets()), problems).check(routes);
    problems.throwIfAny();
  }

  private static void lint(List<RouteFile> routes, List<LintFile> more, CaravanConfig config) {
    List<LintFile> files = Stream.concat(routes.stream().map(file -> new LintFile(file.name(), file.text())), more.stream()).toList();
    List<Finding> findings = Lint.check(files, List.of(), LintContext.of(config));
    // A Java route may bind beans, and configure routes, that no file names.
    boolean allKnown = findings.stream().noneMatch(finding -> finding.code().equals(LintRule.JAVA_NOT_LOOKED_AT.code()));
    List<Finding> errors = findings.stream().filter(Finding::isError).filter(finding -> allKnown || !UNKNOWN_BESIDE_JAVA.contains(finding.code())).toList();
    if (!errors.isEmpty()) {
      throw new LintException(errors);
    }
  }
}
