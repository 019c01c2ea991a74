package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.source.FlowProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The content of a file lands once, whatever its name, in a running Caravan and in the next. */
@Timeout(60)
class FilesLandOnceTest {
  @TempDir Path folder;
  private Workplace place;

  @BeforeEach
  void prepare() throws IOException {
    place = new Workplace(folder).flow("orders");
    Files.createDirectories(place.inbox("orders"));
  }

  @Test
  void contentThatArrivesAgainUnderAnotherNameLeavesNothingBehind() throws IOException {
    try (CaravanRuntime runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      arrive("a.csv", "id\n1\n");
      await().until(() -> batches(runtime) == 1);
      arrive("b.csv", "id\n1\n");
      arrive("c.csv", "id\n2\n");
      await().until(() -> batches(runtime) == 2);
    }

    assertThat(segments()).hasSize(2).allMatch(segment -> Files.exists(segment.resolve("segment.json")));
    assertThat(place.once().get("orders").batches()).isZero();
    assertThat(segments()).hasSize(2);
    assertThat(place.query("SELECT id FROM test.orders ORDER BY id")).hasSize(2);
  }

  @Test
  void filesOfOneContentThatWaitTogetherLandOnce() throws IOException {
    arrive("a.csv", "id\n1\n");
    arrive("b.csv", "id\n1\n");

    FlowProgress orders = place.once().get("orders");

    assertThat(orders.problem()).isNull();
    assertThat(orders.batches()).isEqualTo(1);
    assertThat(place.query("SELECT id FROM test.orders")).hasSize(1);
    assertThat(segments()).hasSize(1);
  }

  @Test
  void aFlowMayBeNamedAsAPartOfItsKamelets() throws IOException {
    List<String> names = List.of("source", "config", "guard", "filter", "lakeSink");
    for (String name : names) {
      Files.createDirectories(place.inbox(name));
      place.flow(name, "- to: {uri: \"kamelet:filter-action\", parameters: {where: \"id <> '0'\"}}");
      place.deliver(name + "/a.csv", "id\n1\n");
    }

    Map<String, FlowProgress> flows = place.once();

    for (String name : names) {
      assertThat(flows.get(name).problem()).as(name).isNull();
      assertThat(flows.get(name).counts().landed()).as(name).isEqualTo(1);
    }
  }

  private static long batches(CaravanRuntime runtime) {
    return runtime.progress().stream().mapToLong(FlowProgress::batches).sum();
  }

  /** At once, as a whole: the flow does not wait for files to settle. */
  private void arrive(String name, String content) throws IOException {
    Files.move(place.deliver("orders/." + name, content), place.inbox("orders/" + name));
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> segments = Files.list(place.data().resolve("segments"))) {
      return segments.toList();
    }
  }
}
