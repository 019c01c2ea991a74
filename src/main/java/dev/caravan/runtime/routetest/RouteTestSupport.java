package dev.caravan.runtime.routetest;

import dev.caravan.Place;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.ConfigSources;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A JUnit 5 test of a route or Kamelet: Camel's own test support, whose context runs the file under test
 * with sources and sinks stubbed as {@code *.test.yaml} says. The cases of that file are tests of the
 * class; a subclass adds its own with {@link #deliver}, or with all that {@link CamelTestSupport} has.
 * Needs camel-test-junit5 on the class path of the tests, which Caravan does not bring. A new context
 * serves each test.
 */
public abstract class RouteTestSupport extends CamelTestSupport {
  private final Path file;
  private RouteTestFile test;
  private TrialFolder trial;
  private RouteTestRun run;

  /** @param file a {@code *.test.yaml}, or a route or Kamelet with one beside it */
  protected RouteTestSupport(Path file) {
    this.file = file;
  }

  /** The settings that apply; those of the class path, caravan.properties and the environment unless overridden. */
  protected CaravanConfig config() {
    return new ConfigSources().classPath().optionalFile(Path.of("caravan.properties")).environment(System.getenv()).read();
  }

  /** The cases of the file, each as a test. */
  @TestFactory
  Stream<DynamicTest> cases() {
    return IntStream.range(0, test.cases().size()).mapToObj(i -> DynamicTest.dynamicTest(test.cases().get(i).name(), () -> passes(run.run(i))));
  }

  private static void passes(RouteTestResult.Case one) {
    if (!one.passed()) {
      Assertions.fail(one.differences().stream().map(Difference::toString).collect(Collectors.joining("\n", "\n", "")));
    }
  }

  /**
   * What becomes of a delivered file, read by the parameters of the route's source; reference data are
   * those of the file's first case.
   *
   * @param text its content
   */
  protected Outcome deliver(String text) {
    return deliver(null, text);
  }

  /** As {@link #deliver(String)}, for a file with several routes that begin with a source. @param flow id of one */
  protected Outcome deliver(String flow, String text) {
    RouteTestCase first = test.cases().get(0);
    RouteTestCase one =
        new RouteTestCase("delivered", Place.of(file.toString()), flow, first.contract(), first.parameters(), first.references(), 1, new RouteTestCase.Input.Text(text, null), first.expectation());
    return run.run(one, 0).outcome();
  }

  @Override
  protected CamelContext createCamelContext() {
    CaravanConfig config = config();
    test = RouteTestReader.read(RouteTests.find(List.of(file)).get(0));
    if (test.end() != null) {
      throw new IllegalArgumentException("a source or sink Kamelet runs in a runtime of its own, by `caravan test` only: " + file);
    }
    trial = new TrialFolder(config.engine());
    run = new RouteTestRun(config, test, trial.engine(), trial.path().resolve("test"));
    return run.prepared();
  }

  @Override
  protected void doPostTearDown() {
    if (run != null) {
      run.close();
      trial.close();
    }
  }
}
