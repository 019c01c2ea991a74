package dev.caravan.runtime.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.runtime.ConfigSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each folder of bad files gives exactly the findings written beside it; good files give none. */
class LintRulesTest {
  private static final Path CORPUS = Path.of("src/test/resources/lint");

  @TestFactory
  Stream<DynamicTest> eachFolderGivesWhatIsExpected() throws IOException {
    return folders().stream().map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> compare(folder)));
  }

  @Test
  void everyRuleHasAFolderThatProvokesIt() throws IOException {
    List<String> silent = new ArrayList<>();
    for (LintRule rule : LintRule.values()) {
      Path expected = CORPUS.resolve(rule.code()).resolve("expected.txt");
      if (!Files.exists(expected) || !Files.readString(expected).contains("[" + rule.code() + "]")) {
        silent.add(rule.code());
      }
    }
    assertThat(silent).isEmpty();
  }

  private static void compare(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> files = Files.list(folder)) {
      paths = files.filter(file -> !file.endsWith("expected.txt")).sorted().toList();
    }
    String text = LintReport.of(Lint.check(paths, context()), LintReport.Format.TEXT) + "\n";
    Path expected = folder.resolve("expected.txt");
    if (Boolean.getBoolean("lint.write")) {
      Files.writeString(expected, text);
    }
    assertThat(text).isEqualTo(Files.readString(expected));
  }

  private static List<Path> folders() throws IOException {
    try (Stream<Path> list = Files.list(CORPUS)) {
      return list.filter(Files::isDirectory).sorted().toList();
    }
  }

  static LintContext context() {
    LintContext context = LintContext.of(new ConfigSources().classPath().read());
    return new LintContext(List.of(Path.of("kamelets")), List.of(Path.of("contracts")), context.properties(), context.propertySources(), context.beans());
  }
}
