package dev.caravan.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dashboards and rules ask for series that there are, by labels that these have. */
class ObservabilityTest {
  private static final Path FOLDER = Path.of("observability");
  private static final Pattern EXPRESSION = Pattern.compile("(?m)^ +expr: (.*)$");
  private static final Pattern RECORD = Pattern.compile("(?m)^ +- record: (\\S+)\\R +expr: (.*)$");

  @TempDir Path folder;

  static List<Path> files(String name) throws IOException {
    try (Stream<Path> files = Files.list(FOLDER.resolve(name))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Expressions of all panels, with every value in the place of variables. */
  static List<String> panels() throws IOException {
    List<String> expressions = new ArrayList<>();
    for (Path file : files("dashboards")) {
      for (JsonNode panel : new ObjectMapper().readTree(file.toFile()).get("panels")) {
        panel.get("targets").forEach(target -> expressions.add(target.get("expr").asText().replace("$flow", ".*")));
      }
    }
    return expressions;
  }

  private static List<String> rules() throws IOException {
    List<String> expressions = new ArrayList<>();
    for (Path file : files("rules")) {
      EXPRESSION.matcher(Files.readString(file)).results().forEach(found -> expressions.add(found.group(1)));
    }
    return expressions;
  }

  /** By name, which labels a series has: those of the list, and what rules record. */
  private static Map<String, Set<String>> known() throws IOException {
    Map<String, Set<String>> known = new HashMap<>();
    for (Metric metric : Metric.values()) {
      Set<String> labels = new HashSet<>(metric.labels());
      switch (metric.type()) {
        case COUNTER, GAUGE -> known.put(metric.series(), labels);
        case HISTOGRAM, SUMMARY -> {
          known.put(metric.series() + "_count", labels);
          known.put(metric.series() + "_sum", labels);
          Set<String> ofBuckets = new HashSet<>(labels);
          ofBuckets.add("le");
          known.put(metric.series() + "_bucket", ofBuckets);
        }
      }
    }
    RECORD.matcher(Files.readString(FOLDER.resolve("rules/recording.yaml"))).results()
        .forEach(found -> known.put(found.group(1), Set.of(found.group(1).startsWith("caravan:streams_") ? "streams" : "flow")));
    return known;
  }

  @Test
  void everySeriesAndLabelThatIsNamedIsListed() throws IOException {
    Map<String, Set<String>> known = known();
    List<String> expressions = new ArrayList<>(panels());
    expressions.addAll(rules());
    assertThat(expressions).hasSizeGreaterThan(60);

    for (String expression : expressions) {
      PromQlNames names = PromQlNames.of(expression);
      assertThat(names.series()).as(expression).isNotEmpty().isSubsetOf(known.keySet());
      Set<String> labels = new TreeSet<>();
      names.series().forEach(series -> labels.addAll(known.get(series)));
      assertThat(names.labels()).as(expression).isSubsetOf(labels);
    }
  }

  @Test
  void everythingThatIsListedOfCaravanIsOnADashboard() throws IOException {
    Set<String> shown = new TreeSet<>();
    for (String expression : panels()) {
      PromQlNames.of(expression).series().forEach(series -> shown.add(series.replaceFirst("_(bucket|count|sum)$", "")));
    }
    assertThat(Arrays.stream(Metric.values()).map(Metric::series).filter(series -> series.startsWith("caravan_")).filter(series -> !series.equals(Metric.VISIBLE_LONGEST.series())))
        .allSatisfy(series -> assertThat(shown).contains(series));
  }

  @Test
  void namesAreTakenFromAnExpression() {
    assertThat(PromQlNames.of("sum by (a, b) (rate(x_total{c=\"by (d)\", e!~\"f\"}[5m])) / ignoring(g) max without (h) (y:z) > 3 * 0.5 and time() - w"))
        .isEqualTo(new PromQlNames(Set.of("x_total", "y:z", "w"), Set.of("a", "b", "c", "e", "g", "h")));
  }

  @Test
  void prometheusTakesTheRulesAndTheirTestsPass() throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool", "check", "rules"));
    files("rules").forEach(file -> command.add(file.toString()));
    promtool(command);
    List<String> tests = new ArrayList<>(List.of("promtool", "test", "rules"));
    files("rules/tests").forEach(file -> tests.add(file.toString()));
    promtool(tests);
  }

  @Test
  void prometheusUnderstandsEveryPanel() throws Exception {
    StringBuilder rules = new StringBuilder("groups:\n  - name: panels\n    rules:\n");
    List<String> panels = panels();
    for (int i = 0; i < panels.size(); i++) {
      rules.append("      - record: panel_").append(i).append("\n        expr: ").append(panels.get(i)).append('\n');
    }
    promtool(List.of("promtool", "check", "rules", Files.writeString(folder.resolve("panels.yaml"), rules).toString()));
  }

  private static void promtool(List<String> command) throws Exception {
    assumeTrue(Programs.installed("promtool"), "promtool is not installed (Debian: apt-get install prometheus): Prometheus is not asked about rules and panels");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), said).isZero();
  }
}
