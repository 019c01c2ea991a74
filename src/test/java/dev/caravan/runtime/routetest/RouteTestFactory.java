package dev.caravan.runtime.routetest;

import static org.junit.jupiter.api.Assertions.fail;

import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.ConfigSources;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/** Route tests as JUnit tests: a container for each file, a test for each case. */
public final class RouteTestFactory {
  private RouteTestFactory() {}

  /** With the settings that a project has without any of its own. */
  public static Stream<DynamicNode> dynamicTests(Path... paths) {
    return dynamicTests(new ConfigSources().classPath().read(), paths);
  }

  /** @param paths tests, routes, Kamelets or folders */
  public static Stream<DynamicNode> dynamicTests(CaravanConfig config, Path... paths) {
    List<RouteTestResult> results = new RouteTests(config).run(RouteTests.find(Arrays.asList(paths)), result -> {});
    return results.stream().map(RouteTestFactory::container);
  }

  private static DynamicNode container(RouteTestResult result) {
    Stream<DynamicTest> problems = result.problems().stream().map(problem -> DynamicTest.dynamicTest("can be run", () -> fail(problem.toString())));
    Stream<DynamicTest> cases = result.cases().stream().map(one -> DynamicTest.dynamicTest(one.name(), () -> {
      if (!one.passed()) {
        fail(one.differences().stream().map(Difference::toString).collect(Collectors.joining("\n", "\n", "")));
      }
    }));
    return DynamicContainer.dynamicContainer(result.file().toString(), Stream.concat(problems, cases));
  }
}
