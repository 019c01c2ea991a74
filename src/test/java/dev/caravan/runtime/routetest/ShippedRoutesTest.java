package dev.caravan.runtime.routetest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.runtime.ConfigSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
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

  @TestFactory
  Stream<DynamicNode> everyRouteAndEveryKameletHasATestBesideIt() throws IOException {
    List<Path> shipped = new ArrayList<>();
    for (Path folder : List.of(ROUTES, KAMELETS, EXAMPLES)) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.filter(ShippedRoutesTest::isTested).sorted().forEach(shipped::add);
      }
    }
    assertThat(shipped).hasSizeGreaterThan(15);
    return shipped.stream().map(file -> DynamicTest.dynamicTest(file.toString(), () -> {
      Path test = RouteTestFile.beside(file);
      String reason = file.toString().endsWith(".kamelet.yaml") ? reasonForNoTest(file) : "";
      assertThat(Files.isRegularFile(test)).as("%s has a test beside it, or says why it can have none: '%s'", file, reason).isEqualTo(reason.isBlank());
    }));
  }

  // Shared files hold no flow: they are part of every flow's test.
  private static boolean isTested(Path file) {
    String name = file.getFileName().toString();
    boolean route = name.endsWith(".camel.yaml") || name.endsWith(".streams.yaml") || name.endsWith(".java");
    return (route && !file.getParent().endsWith("shared")) || name.endsWith(".kamelet.yaml");
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
