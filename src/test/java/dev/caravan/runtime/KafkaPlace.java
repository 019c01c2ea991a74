package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.deadletter.KeptReject;
import dev.caravan.deadletter.RejectFinder;
import dev.caravan.deadletter.RejectQuery;
import dev.caravan.source.FlowProgress;
import dev.caravan.source.kafka.KafkaBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A workplace with one flow, {@code orders}, from topics of the shared broker to the dataset {@code test/orders}. */
final class KafkaPlace {
  static final KafkaBroker BROKER = KafkaBroker.shared();

  private final Workplace place;

  KafkaPlace(Path folder) {
    place = new Workplace(folder).set("caravan.retry.attempts", "3").set("caravan.retry.delay", "10ms");
  }

  Workplace place() {
    return place;
  }

  /** Writes the route anew; what was read stays known. */
  void orders(String topics, String... parameters) throws IOException {
    flow(BROKER.address(), topics, "", parameters);
  }

  /** With rows under the contract {@code test/orders}. */
  void ordersUnderContract(String topics, String contract, String... parameters) throws IOException {
    place.contract("test/orders", contract);
    flow(BROKER.address(), topics, """
                - to: {uri: "kamelet:normalize-action", parameters: {contract: test/orders, coerce: true}}
                - to: {uri: "kamelet:validate-action", parameters: {contract: test/orders}}
        """, parameters);
  }

  void flow(String brokers, String topics, String steps, String... parameters) throws IOException {
    StringBuilder more = new StringBuilder();
    for (String line : parameters) {
      more.append("        ").append(line).append('\n');
    }
    place.route("orders.camel.yaml", """
        - route:
            id: orders
            routeConfigurationId: ingest
            from:
              uri: kamelet:kafka-batch-source
              parameters:
                brokers: %s
                topics: %s
        %s      steps:
        %s        - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/orders}}
        """.formatted(brokers, topics, more, steps));
  }

  /** What became of the flow, run once. */
  FlowProgress once() {
    return place.once().get("orders");
  }

  /** Runs it once, and it must not stop. */
  FlowProgress landing() {
    FlowProgress orders = once();
    assertThat(orders.problem()).isNull();
    return orders;
  }

  static String[] rows(int from, int to) {
    return IntStream.range(from, to).mapToObj(id -> "{\"id\":" + id + "}").toArray(String[]::new);
  }

  List<KeptReject> rejects() {
    return place.ledger(ledger -> new RejectFinder(ledger.database()).list(RejectQuery.ALL));
  }

  Map<String, String> cursors() {
    return place.ledger(ledger -> ledger.cursors("orders"));
  }

  List<BatchRecord> batches() {
    return place.ledger(KafkaPlace::all);
  }

  private static List<BatchRecord> all(JdbcLedger ledger) {
    List<BatchRecord> batches = new ArrayList<>();
    ledger.runs(1000).forEach(run -> batches.addAll(ledger.batches(run.run())));
    return batches;
  }

  JsonNode query(String sql) throws IOException {
    return place.query(sql);
  }
}
