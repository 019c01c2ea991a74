package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Each dependency has its reason written down, and no reason outlives its dependency. */
class DependenciesTest {

  @Test
  void everyDependencyHasAReason() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    String declared = pom.substring(pom.indexOf("</dependencyManagement>"), pom.indexOf("<build>"));

    Set<String> reasons = Files.readAllLines(Path.of("docs/reference/dependencies.md")).stream()
        .map(Pattern.compile("^\\| `([^`]+)` \\| .{10,}")::matcher)
        .filter(Matcher::find)
        .map(row -> row.group(1))
        .collect(Collectors.toCollection(TreeSet::new));

    // What is excluded needs no reason in the table: it is not there.
    Set<String> artifacts = Pattern.compile("<artifactId>([^<]+)</artifactId>").matcher(declared.replaceAll("(?s)<exclusions>.*?</exclusions>", "")).results()
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
    assertThat(reasons).isEqualTo(artifacts);
  }
}
