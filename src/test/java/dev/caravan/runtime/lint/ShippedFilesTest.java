package dev.caravan.runtime.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the project ships is what it recommends: there is nothing to find in it. */
class ShippedFilesTest {

  @Test
  void routesKameletsAndContractsAreClean() {
    List<Path> shipped = Stream.of("kamelets", "contracts", "src/main/resources/routes", "src/main/resources/application.properties").map(Path::of).toList();

    assertThat(Lint.check(shipped, LintRulesTest.context())).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> eachExampleIsClean() throws IOException {
    return examples().map(example -> DynamicTest.dynamicTest(example.getFileName().toString(), () -> {
      LintContext context = LintRulesTest.context().before(List.of(example.resolve("kamelets")), List.of(example.resolve("contracts")));

      assertThat(Lint.check(List.of(example), context)).isEmpty();
    }));
  }

  private static Stream<Path> examples() throws IOException {
    try (Stream<Path> list = Files.list(Path.of("examples"))) {
      return list.filter(Files::isDirectory).sorted().toList().stream();
    }
  }
}
