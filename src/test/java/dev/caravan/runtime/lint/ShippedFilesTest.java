package dev.caravan.runtime.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the project ships is what it recommends: there is nothing to find in it. */
class ShippedFilesTest {

  @Test
  void routesKameletsContractsAndExamplesAreClean() {
    List<Path> shipped = Stream.of("kamelets", "contracts", "src/main/resources/routes", "src/main/resources/application.properties", "examples")
        .map(Path::of).filter(Files::exists).toList();

    assertThat(Lint.check(shipped, LintRulesTest.context())).isEmpty();
  }
}
