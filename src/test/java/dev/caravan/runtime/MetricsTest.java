package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus is told of a runtime, and that the page names it. */
@Timeout(60)
class MetricsTest {
  private static final Pattern SERIES = Pattern.compile("(?m)^# TYPE (caravan_\\w+) \\w+$");
  private static final Pattern NAMED = Pattern.compile("(?m)^\\| `(caravan_\\w+)` ");

  @TempDir Path folder;

  static String get(int port, String path) {
    try {
      return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(), BodyHandlers.ofString()).body();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void everyFailureIsCountedAndEverySeriesIsOnThePage() throws Exception {
    Workplace place = new Workplace(folder).set("caravan.http.enabled", "true").set("caravan.http.port", "0").set("caravan.retry.attempts", "2");
    place.deliver("orders/a.csv", "id\n1\n");
    place.route("beans.camel.yaml", "- beans:\n    - name: failing\n      type: dev.caravan.runtime.FailingStep\n");
    place.flow("orders", "- bean: {ref: failing, method: pass}");

    try (CaravanRuntime runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      await().untilAsserted(
          () -> assertThat(get(runtime.httpPort(), "/metrics")).contains("caravan_failures_total{class=\"transient\",code=\"flow.stopped\",flow=\"orders\"} 3.0"));

      TreeSet<String> series = SERIES.matcher(get(runtime.httpPort(), "/metrics")).results().map(found -> found.group(1)).collect(Collectors.toCollection(TreeSet::new));
      String page = Files.readString(Path.of("docs/reference/metrics.md"));
      assertThat(NAMED.matcher(page).results().map(found -> found.group(1))).containsExactlyInAnyOrderElementsOf(series);
    }
  }
}
