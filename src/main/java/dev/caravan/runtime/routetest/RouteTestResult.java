package dev.caravan.runtime.routetest;

import dev.caravan.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What became of one test file.
 *
 * @param cases empty when the file could not be run
 * @param problems why it could not be run; empty when it was
 */
public record RouteTestResult(Path file, List<Case> cases, List<Problem> problems) {
  public RouteTestResult {
    cases = List.copyOf(cases);
    problems = List.copyOf(problems);
  }

  /**
   * @param differences empty when the case passed
   * @param outcome what became of its input
   */
  public record Case(String name, List<Difference> differences, Outcome outcome, Duration time) {
    public boolean passed() {
      return differences.isEmpty();
    }
  }
}
