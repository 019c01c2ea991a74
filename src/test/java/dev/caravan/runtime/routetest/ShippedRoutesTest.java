package dev.caravan.runtime.routetest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.runtime.ConfigSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What is shipped has a test beside it, and the test passes. */
class ShippedRoutesTest {
  private static final Path ROUTES = Path.of("src/main/resources/routes");
  private static final Path KAMELETS = Path.of("kamelets");
  private static final Path EXAMPLES = Path.of("examples");

  @Test
  void theTestsBesideRoutesPass() {
    List<RouteTestResult> results = new RouteTests(new ConfigSources().classPath().read()).run(RouteTests.find(List.of(ROUTES)), result -> {});
    assertThat(results).isNotEmpty().allSatisfy(result -> assertThat(RouteTestReport.text(result)).doesNotContain("FAILED", "NOT RUN"));
  }

  @TestFactory
  Stream<DynamicNode> theTestsBesideKameletsPass() {
    return RouteTestFactory.dynamicTests(KAMELETS);
  }

  @TestFactory
  Stream<DynamicNode> theTestsBesideExamplesPass() throws IOException {
    List<Path> examples;
    try (Stream<Path> folders = Files.list(EXAMPLES)) {
      examples = folders.filter(Files::isDirectory).sorted().toList();
    }
    return examples.stream().flatMap(example -> RouteTestFactory.dynamicTests(
        new ConfigSources().classPath().commandLine(Map.of("caravan.contracts", example.resolve("contracts").toString())).read(), example));
  }

  @Test
  void everyRouteOfAnExampleHasATestBesideIt() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      assertThat(files.filter(file -> file.toString().endsWith(".camel.yaml"))).isNotEmpty().allSatisfy(file -> assertThat(RouteTestFile.beside(file)).isRegularFile());
    }
  }

  @Test
  void everyRouteAndEveryActionKameletHasATestBesideIt() throws IOException {
    try (Stream<Path> routes = Files.list(ROUTES);
        Stream<Path> kamelets = Files.list(KAMELETS)) {
      assertThat(Stream.concat(routes.filter(file -> file.toString().endsWith(".camel.yaml")), kamelets.filter(file -> file.toString().endsWith("-action.kamelet.yaml"))))
          .isNotEmpty()
          .allSatisfy(file -> {
            if (reasonForNoTest(file).isBlank()) {
              assertThat(RouteTestFile.beside(file)).isRegularFile();
            } else {
              assertThat(RouteTestFile.beside(file)).as("a test of a Kamelet that says it can have none").doesNotExist();
            }
          });
    }
  }

  private static String reasonForNoTest(Path file) throws IOException {
    Object read = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
    return read instanceof Map<?, ?> kamelet
            && kamelet.get("metadata") instanceof Map<?, ?> metadata
            && metadata.get("annotations") instanceof Map<?, ?> annotations
            && annotations.get("dev.caravan/takes-no-records") instanceof String reason
        ? reason
        : "";
  }
}
