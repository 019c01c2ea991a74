package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.source.kafka.KafkaWatch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.MBeanServer;
import javax.management.ObjectName;
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
  void systemsOutsideAreShownByJmxMetricsAndHealth() throws Exception {
    Workplace place = new Workplace(folder).set("caravan.http.enabled", "true").set("caravan.http.port", "0").set("camel.health.exposureLevel", "full");
    place.set("caravan.datasource.shop.url", "jdbc:h2:tcp://127.0.0.1:9/shop").set("caravan.breaker.jdbc-shop.calls", "2").set("caravan.breaker.jdbc-shop.open", "10m");
    place.set("caravan.retry.attempts", "3");
    place.deliver("orders/a.csv", "id\n1\n");
    place.flow("orders", "- to: {uri: \"kamelet:jdbc-upsert-sink\", parameters: {dataSource: shop, table: orders, key: id}}");

    try (CaravanRuntime runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      await().untilAsserted(
          () ->
              assertThat(get(runtime.httpPort(), "/metrics"))
                  .contains("caravan_dependency_state{dependency=\"jdbc-shop\"} 2.0")
                  .contains("caravan_dependency_state{dependency=\"ledger\"} 0.0")
                  .contains("caravan_dependency_calls_total{dependency=\"jdbc-shop\",outcome=\"failed\"} 2.0")
                  .contains("caravan_dependency_opened_total{dependency=\"jdbc-shop\"} 1.0")
                  .contains("caravan_dependency_calls_total{dependency=\"jdbc-shop\",outcome=\"refused\"} 2.0"));
      assertThat(shown("jdbc-shop", "State")).isEqualTo("open");
      assertThat(shown("ledger", "State")).isEqualTo("closed");
      assertThat(get(runtime.httpPort(), "/health")).contains("{\"name\":\"caravan-dependencies\",\"status\":\"UP\"}");
    }

    assertThat(ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName("dev.caravan:type=dependencies,*"), null)).isEmpty();
    assertThat(place.<List<String>>ledger(ledger -> ledger.database().read("look", statements -> statements.list("SELECT message FROM failures WHERE rule = 'breaker-open'", row -> row.getString(1)))))
        .as("what opened the breaker")
        .isNotEmpty()
        .allSatisfy(message -> assertThat(message).contains("jdbc-shop", "; it opened by: A call to a database failed: ", "[sink.target-unavailable]"));
  }

  private static Object shown(String dependency, String attribute) throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = server.queryNames(new ObjectName("dev.caravan:type=dependencies,name=" + ObjectName.quote(dependency) + ",*"), null).iterator().next();
    return server.getAttribute(name, attribute);
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

      // No flow of this runtime reads topics.
      KafkaWatch kafka = runtime.camel().getRegistry().lookupByNameAndType("kafkaWatch", KafkaWatch.class);
      kafka.reads("events", () -> 7);
      kafka.missed("events", 3);
      TreeSet<String> series = SERIES.matcher(get(runtime.httpPort(), "/metrics")).results().map(found -> found.group(1)).collect(Collectors.toCollection(TreeSet::new));
      String page = Files.readString(Path.of("docs/reference/metrics.md"));
      assertThat(NAMED.matcher(page).results().map(found -> found.group(1))).containsExactlyInAnyOrderElementsOf(series);
    }
  }
}
