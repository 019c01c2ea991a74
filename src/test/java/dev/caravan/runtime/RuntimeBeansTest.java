package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.runtime.lint.LintContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A bean that the runtime binds is one that lint knows: otherwise a route that names it would not start. */
class RuntimeBeansTest {
  private static final Pattern BOUND = Pattern.compile("\\.bind\\(\\s*\"(\\w+)\"");

  @Test
  void lintKnowsEveryBeanThatIsBound() throws IOException {
    Set<String> bound;
    try (Stream<Path> sources = Files.list(Path.of("src/main/java/dev/caravan/runtime"))) {
      bound = sources.filter(file -> file.toString().endsWith(".java")).flatMap(RuntimeBeansTest::names).collect(Collectors.toCollection(TreeSet::new));
    }
    assertThat(bound).contains("engine", "ledger");
    assertThat(LintContext.RUNTIME_BEANS).containsAll(bound);
  }

  @Test
  void lintKnowsEveryErrorPolicyThatComesAlong() throws IOException {
    Set<String> ids = new TreeSet<>();
    try (Stream<Path> shared = Files.list(Path.of("src/main/resources/routes/shared"))) {
      for (Path file : shared.toList()) {
        Pattern.compile("routeConfiguration:\\s+id: (\\S+)").matcher(Files.readString(file)).results().forEach(found -> ids.add(found.group(1)));
      }
    }
    assertThat(LintContext.RUNTIME_POLICIES).isEqualTo(ids);
  }

  private static Stream<String> names(Path file) {
    try {
      return BOUND.matcher(Files.readString(file)).results().map(found -> found.group(1));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
