package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.caravan.catalog.JdbcLedger;
import dev.caravan.runtime.metrics.Metric;
import dev.caravan.runtime.metrics.Programs;
import dev.caravan.runtime.metrics.PrometheusServer;
import dev.caravan.source.http.HttpSystems;
import dev.caravan.source.kafka.KafkaWatch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus is told of a runtime, and that nothing is told which is not listed. */
@Timeout(180)
class MetricsTest {
  /** Camel tells what it counts by names of its own. */
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (?!camel_|app_info)(\\w+) (\\w+)$");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Its brokers do not answer; how it stands is told all the same. */
  private static final String UNREACHED =
      """
      name: unreached
      kafka: {brokers: "127.0.0.1:9"}
      sources:
        events: {topic: in, fields: {id: string}}
      from: events
      steps:
        - deduplicate: {by: [id], within: 1h}
      sink: {topic: out}
      rejects: rejected
      """;

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
      await().atMost(PATIENCE).untilAsserted(
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
  void whatIsListedIsToldAndNothingElse() throws Exception {
    Workplace place = new Workplace(folder).set("caravan.http.enabled", "true").set("caravan.http.port", "0").set("caravan.retry.attempts", "2");
    place.deliver("stuck/a.csv", "id\n1\n");
    place.route("beans.camel.yaml", "- beans:\n    - name: failing\n      type: dev.caravan.runtime.FailingStep\n");
    place.flow("stuck", "- bean: {ref: failing, method: pass}");
    place.route("unreached.streams.yaml", UNREACHED);
    place.contract("shop/order", CONTRACT);
    place.deliver("orders/a.csv", "id,amount\n1,5\n2,-5\n3,7\n");
    place.flow("orders", "- to: {uri: \"kamelet:normalize-action\", parameters: {contract: shop/order}}", "- to: {uri: \"kamelet:validate-action\", parameters: {contract: shop/order}}", "- to: {uri: \"kamelet:profile-action\"}");

    try (CaravanRuntime runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      Registry parts = runtime.camel().getRegistry();
      // No flow of this runtime reads topics, or calls a system whose limit is divided.
      KafkaWatch kafka = parts.lookupByNameAndType("kafkaWatch", KafkaWatch.class);
      kafka.reads("events", () -> 7);
      kafka.missed("events", 3);
      parts.lookupByNameAndType("httpSystems", HttpSystems.class).system("shop", 4);
      await().atMost(PATIENCE).untilAsserted(
          () ->
              assertThat(get(runtime.httpPort(), "/metrics"))
                  .contains("caravan_failures_total{class=\"transient\",code=\"flow.stopped\",flow=\"stuck\"} 3.0")
                  .contains("caravan_records_read_total{dataset=\"test/orders\",flow=\"orders\"} 3.0"));
      moveCursor(parts.lookupByNameAndType("ledger", JdbcLedger.class));
      System.gc();

      await().atMost(PATIENCE).untilAsserted(
          () -> assertThat(told(runtime)).containsExactlyInAnyOrderElementsOf(Stream.of(Metric.values()).map(metric -> metric.series() + " " + metric.type()).toList()));
      await().atMost(PATIENCE).untilAsserted(
          () ->
              assertThat(get(runtime.httpPort(), "/metrics"))
                  .contains("caravan_records_total{dataset=\"test/orders\",fate=\"landed\",flow=\"orders\"} 2.0")
                  .contains("caravan_records_total{dataset=\"test/orders\",fate=\"rejected\",flow=\"orders\"} 1.0")
                  .contains("caravan_rejects_total{flow=\"orders\",rule=\"minimum\"} 1.0")
                  .contains("caravan_warnings_total{flow=\"orders\",rule=\"many-orders\"} ")
                  .contains("caravan_batch_seconds_count{dataset=\"test/orders\",flow=\"orders\"} 1")
                  .contains("caravan_column_completeness{column=\"amount\",flow=\"orders\"} 1.0")
                  .contains("caravan_column_mean{column=\"amount\",flow=\"orders\"} 6.0")
                  .contains("caravan_column_distinct{column=\"id\",flow=\"orders\"} 2.0")
                  .contains("caravan_bytes_total{dataset=\"test/orders\",flow=\"orders\"} 23.0")
                  .contains("caravan_flow_state{flow=\"stuck\"} 3.0")
                  .contains("caravan_queue_batches{flow=\"stuck\"} 1.0")
                  .contains("caravan_queue_batches{flow=\"orders\"} 0.0")
                  .contains("caravan_streams_records_total{end=\"late\",streams=\"unreached\"} 0.0")
                  .contains("caravan_kafka_lag{flow=\"events\"} 7.0")
                  .contains("caravan_budget_calls_limit{system=\"shop\"} 4.0"));
      String metrics = get(runtime.httpPort(), "/metrics");
      for (Metric metric : Metric.values()) {
        assertThat(labels(metrics, metric)).as(metric.series()).containsExactlyInAnyOrderElementsOf(metric.labels());
      }
      assumeTrue(Programs.installed("prometheus"), "Prometheus is not installed (Debian: apt-get install prometheus): panels are not run");
      everyPanelShowsSomething(runtime.httpPort());
    }
  }

  private void everyPanelShowsSomething(int port) throws Exception {
    try (PrometheusServer prometheus = new PrometheusServer(folder, port)) {
      // What rules record over an hour is not there after seconds.
      List<String> panels = PrometheusServer.panels().stream().filter(panel -> !panel.startsWith("caravan:")).toList();
      await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(
          () -> {
            for (String panel : panels) {
              assertThat(prometheus.ask(panel)).as(panel).isNotEmpty();
            }
          });
      await().atMost(PATIENCE).untilAsserted(
          () -> assertThat(prometheus.ask("ALERTS{alertname=\"CaravanFlowStopped\"}").findValuesAsText("flow")).containsExactly("stuck"));
    }
  }

  private static final String CONTRACT = """
      apiVersion: v3.1.0
      kind: DataContract
      id: shop-order
      name: Orders
      version: 1.0.0
      status: active
      schema:
        - name: order
          logicalType: object
          properties:
            - {name: id, logicalType: integer, required: true, primaryKey: true}
            - {name: amount, logicalType: integer, logicalTypeOptions: {minimum: 0}}
          quality:
            - {name: many-orders, type: library, metric: rowCount, mustBeGreaterOrEqualTo: 10, severity: warning}
      """;

  private static void moveCursor(JdbcLedger ledger) {
    ledger.database().write(
        "move a cursor",
        statements ->
            statements.update(
                "INSERT INTO cursors (flow, name, cursor_value, batch, moved) VALUES ('orders', 'position', '1', (SELECT MIN(batch) FROM batches), ?)", Instant.now()));
  }

  private static List<String> told(CaravanRuntime runtime) {
    return TYPE.matcher(get(runtime.httpPort(), "/metrics")).results().map(found -> found.group(1) + " " + found.group(2)).toList();
  }

  private static Set<String> labels(String metrics, Metric metric) {
    Pattern sample = Pattern.compile("(?m)^" + metric.series() + "(?:_count)?(?:\\{(.*)})? \\S+$");
    return sample.matcher(metrics).results()
        .flatMap(found -> LABEL.matcher(Objects.requireNonNullElse(found.group(1), "")).results())
        .map(label -> label.group(1))
        .collect(Collectors.toSet());
  }
}
