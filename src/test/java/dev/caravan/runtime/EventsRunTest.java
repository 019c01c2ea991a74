package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.catalog.EventType;
import dev.caravan.source.kafka.CommittedMessages;
import dev.caravan.source.kafka.KafkaBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What others are told of flows as they run, on a real broker. */
@Timeout(180)
class EventsRunTest {
  private static final KafkaBroker BROKER = KafkaBroker.shared();
  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: urn:contract:shop:order
      name: order
      version: 1.0.0
      status: active
      schema:
        - name: order
          logicalType: object
          customProperties: [{property: caravan.maxRejectPercent, value: 10}]
          properties:
            - {name: id, logicalType: integer, physicalType: bigint, required: true}
            - {name: amount, logicalType: integer, physicalType: bigint, logicalTypeOptions: {minimum: 0}}
          quality:
            - {name: many-orders, type: library, metric: rowCount, mustBeGreaterOrEqualTo: 10, severity: warning}
      """;

  @TempDir Path folder;
  private Workplace place;
  private String topic;

  private void prepare(int partitions) {
    topic = BROKER.topic("caravan-events", partitions);
    place = new Workplace(folder).set("caravan.events.brokers", BROKER.address()).set("caravan.events.topic", topic).set("caravan.events.source", "/" + topic);
  }

  private List<ConsumerRecord<byte[], byte[]>> told() {
    return CommittedMessages.of(BROKER.address(), topic);
  }

  private static EventType type(ConsumerRecord<byte[], byte[]> message) {
    String type = header(message, "ce_type");
    return EnumSet.allOf(EventType.class).stream().filter(each -> each.type().equals(type)).findFirst().orElseThrow();
  }

  private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
    return CommittedMessages.text(message.headers().lastHeader(name).value());
  }

  private void deliverUsual(int file) {
    try {
      place.deliver("usual/%02d.csv".formatted(file), "file,note\n" + (file + ",a\n").repeat(2).replace("a", file == 11 ? "" : "a"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void eachTypeIsToldAsItIsDescribed() throws Exception {
    prepare(1);
    place.set("caravan.datasource.shop.url", "jdbc:h2:tcp://127.0.0.1:9/shop").set("caravan.breaker.jdbc-shop.calls", "2").set("caravan.retry.attempts", "3");
    place.contract("shop/order", CONTRACT);
    place.deliver("orders/a.ndjson", "{\"id\":1,\"amount\":5,\"tier\":\"gold\"}\n{\"id\":2,\"amount\":-5,\"tier\":\"iron\"}\n{\"id\":3,\"amount\":7,\"tier\":\"tin\"}\n");
    place.flow("orders", "- to: {uri: \"kamelet:normalize-action\", parameters: {contract: shop/order}}", "- to: {uri: \"kamelet:validate-action\", parameters: {contract: shop/order}}");
    place.deliver("stuck/a.csv", "id\n1\n");
    IntStream.range(0, 12).forEach(this::deliverUsual);
    place.flow("usual", "- to: {uri: \"kamelet:profile-action\", parameters: {anomalies: 4}}");
    place.flow("stuck", "- to: {uri: \"kamelet:jdbc-upsert-sink\", parameters: {dataSource: shop, table: orders, key: id}}");

    place.once();

    List<ConsumerRecord<byte[], byte[]>> told = told();
    Set<EventType> types = EnumSet.noneOf(EventType.class);
    for (ConsumerRecord<byte[], byte[]> message : told) {
      types.add(type(message));
      assertThat(EventDescription.problems(type(message), message)).as(CommittedMessages.text(message.value())).isEmpty();
      assertThat(CommittedMessages.text(message.key())).isEqualTo(header(message, "ce_subject"));
      assertThat(CommittedMessages.text(message.value())).doesNotContain("gold", "iron");
    }
    assertThat(types).isEqualTo(EnumSet.allOf(EventType.class));
    assertThat(told.stream().map(message -> header(message, "ce_id"))).doesNotHaveDuplicates();
    assertThat(told.stream().filter(message -> header(message, "ce_subject").equals("orders")).map(EventsRunTest::type))
        .containsExactly(EventType.DRIFT_FOUND, EventType.DATASET_LANDED, EventType.CONTRACT_VIOLATED, EventType.CONTRACT_VIOLATED, EventType.RUN_FINISHED);
    assertThat(told.stream().filter(message -> type(message) == EventType.CONTRACT_VIOLATED).map(message -> CommittedMessages.text(message.value())))
        .anySatisfy(text -> assertThat(text).contains("\"code\":\"rejects.over-limit\""))
        .anySatisfy(text -> assertThat(text).contains("\"rule\":\"many-orders\"", "\"landed\":true", "shop/order 1.0.0"));
    assertThat(told.stream().filter(message -> type(message) == EventType.ANOMALY_FOUND).map(message -> CommittedMessages.text(message.value())))
        .as("the last of twelve files has no notes").singleElement().asString().contains("\"measure\":\"completeness\",\"column\":\"note\",\"value\":0.0,\"usual\":1.0", "\"batches\":11");
    assertThat(told.stream().filter(message -> header(message, "ce_subject").equals("stuck")).map(message -> CommittedMessages.text(message.value())))
        .singleElement().asString().contains("\"state\":\"FAILED\"", "\"code\":");
  }

  @Test
  void aDescribedEventWithAnotherFieldMissingIsFound() throws Exception {
    prepare(1);
    place.set("caravan.events.types", "run-finished");
    place.deliver("orders/a.csv", "id\n1\n");
    place.flow("orders");
    place.once();

    List<ConsumerRecord<byte[], byte[]>> told = told();
    assertThat(told).extracting(EventsRunTest::type).containsExactly(EventType.RUN_FINISHED);
    assertThat(EventDescription.problems(EventType.DATASET_LANDED, told.get(0))).isNotEmpty();
  }

  @Test
  void whatCouldNotBeSentIsSentByTheNextStart() throws Exception {
    prepare(2);
    place.set("caravan.events.brokers", "127.0.0.1:9").set("caravan.shutdown", "1s");
    place.deliver("orders/a.csv", "id\n1\n");
    place.flow("orders");
    place.once();
    List<String> waiting = new ArrayList<>(place.ledger(ledger -> ledger.outbox().waiting(100).stream().map(event -> event.id()).toList()));
    assertThat(waiting).hasSize(2);

    place.set("caravan.events.brokers", BROKER.address()).set("caravan.shutdown", "60s");
    place.once();

    assertThat(told().stream().map(message -> header(message, "ce_id"))).containsExactlyElementsOf(waiting);
  }
}
