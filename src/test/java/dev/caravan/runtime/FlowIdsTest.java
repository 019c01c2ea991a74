package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.Problem;
import dev.caravan.Problems;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlowIdsTest {

  @Test
  void wantsAnIdByWhichBatchesAreNamed() {
    String flow =
        """
        - route:
            from:
              uri: kamelet:file-source?path=inbox
              steps:
                - to: log:x
        - from:
            uri: kamelet:file-source?path=inbox
            steps:
              - to: log:x
        - from:
            uri: timer:tick
            steps:
              - to: log:x
        """;

    assertThat(found(flow))
        .containsExactly(
            "0.yaml:1:3 route.invalid Add `id: <name>` to the route and never change it.",
            "0.yaml:6:3 route.invalid Add `id: <name>` to the route and never change it.");
  }

  @Test
  void refusesOneIdForTwoFlowsOfDifferentFiles() {
    assertThat(found(flow("a", ""), flow("a", ""))).containsExactly("1.yaml:2:9 route.invalid Give each route an id of its own.");
  }

  @Test
  void findsFlowsThatWaitForEachOtherOrForNobody() {
    assertThat(found(flow("a", "b"), flow("b", "a"), flow("c", "aa")))
        .containsExactly(
            "0.yaml:5:40 kamelet.parameter Remove one of the two from `after`.",
            "1.yaml:5:40 kamelet.parameter Remove one of the two from `after`.",
            "2.yaml:5:40 kamelet.parameter Did you mean 'a'?");
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

  private static List<String> found(String... files) {
    Problems problems = new Problems();
    List<RouteFile> routes =
        IntStream.range(0, files.length)
            .mapToObj(i -> new RouteFile(i + ".yaml", "file:" + i, files[i].getBytes(StandardCharsets.UTF_8)))
            .toList();
    new FlowIds(new KameletCatalog(Path.of("no-such-folder")), problems).check(routes);
    return problems.list().stream().map(FlowIdsTest::line).toList();
  }

  private static String line(Problem problem) {
    return problem.place() + " " + problem.code().code() + " " + problem.next();
  }
}
