package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.Problem;
import dev.caravan.Problems;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteLintTest {

  @Test
  void tellsAllProblemsOfAllFilesWithTheirPlaces() {
    String flow =
        """
        - route:
            id: bad
            from:
              uri: kamelet:file-surce
              parameters: {path: inbox}
              steps:
                - to: {uri: "kamelet:lake-sink", parameters: {datset: a/b, codec: zip}}
                - to: {uri: "kamelet:slack-sink", parameters: {channel: "#x", webhookUrl: "http://x"}}
        """;
    String syntax = "- route:\n    id: x\n   from: y\n";

    assertThat(lint(flow, syntax))
        .containsExactly(
            "0.yaml:4:12 kamelet.unknown Did you mean 'file-source'?",
            "0.yaml:7:55 kamelet.parameter Did you mean 'dataset'?",
            "0.yaml:7:75 kamelet.parameter null",
            "0.yaml:7:21 kamelet.parameter Add `dataset:` to its parameters.",
            "0.yaml:8:21 kamelet.needs-jar Put this jar and what it needs on the class path by CARAVAN_CLASSPATH.",
            "1.yaml:3:4 route.invalid null");
  }

  @Test
  void wantsAnIdByWhichBatchesAreNamed() {
    String flow =
        """
        - route:
            from:
              uri: kamelet:file-source?path=inbox
              steps:
                - to: log:x
        """;

    assertThat(lint(flow)).containsExactly("0.yaml:1:3 route.invalid Add `id: <name>` to the route and never change it.");
  }

  @Test
  void findsFlowsThatWaitForEachOtherOrForNobody() {
    assertThat(lint(flow("a", "b"), flow("b", "a"), flow("c", "aa")))
        .containsExactly(
            "0.yaml:5:40 kamelet.parameter Remove one of the two from `after`.",
            "1.yaml:5:40 kamelet.parameter Remove one of the two from `after`.",
            "2.yaml:5:40 kamelet.parameter Did you mean 'a'?");
  }

  @Test
  void refusesAValueThatWouldArriveCut() {
    String cut = flow("a", "").replace("inbox", "\"in&out\"");

    assertThat(lint(cut)).containsExactly("0.yaml:5:26 kamelet.parameter Write RAW(in&out).");
    assertThat(lint(cut.replace("in&out", "RAW(in&out)"))).isEmpty();
  }

  private static String flow(String id, String after) {
    return """
        - route:
            id: %s
            from:
              uri: kamelet:file-source
              parameters: {path: inbox, after: "%s"}
              steps:
                - to: log:x
        """
        .formatted(id, after);
  }

  private static List<String> lint(String... files) {
    Problems problems = new Problems();
    List<RouteFile> routes =
        java.util.stream.IntStream.range(0, files.length)
            .mapToObj(i -> new RouteFile(i + ".yaml", "file:" + i, files[i].getBytes(StandardCharsets.UTF_8)))
            .toList();
    new RouteLint(new KameletCatalog(Path.of("no-such-folder")), new ClassPathJars("4.17.0"), Map.of(), problems).check(routes);
    return problems.list().stream().map(RouteLintTest::line).toList();
  }

  private static String line(Problem problem) {
    return problem.place() + " " + problem.code().code() + " " + problem.next();
  }
}
