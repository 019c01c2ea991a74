package dev.caravan.runtime.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** Camel renames a bean of a Kamelet in the first text that equals its name: a parameter, or the id of the route. */
  @Test
  void noBeanOfAKameletIsCalledWhatAFlowOrAColumnMayBeCalled() throws IOException {
    try (Stream<Path> kamelets = Files.list(Path.of("kamelets"))) {
      for (Path kamelet : kamelets.filter(file -> file.toString().endsWith(".kamelet.yaml")).toList()) {
        Matcher bean = Pattern.compile("^ {6}- name: (\\w+)$", Pattern.MULTILINE).matcher(Files.readString(kamelet));
        while (bean.find()) {
          assertThat(bean.group(1)).as(kamelet.toString()).endsWith("Bean");
        }
      }
    }
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
