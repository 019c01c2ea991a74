package dev.caravan.sink.kafka;

import static dev.caravan.sink.SinkFixture.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.SecretsInMemory;
import dev.caravan.batch.Batch;
import dev.caravan.batch.Column;
import dev.caravan.batch.Stage;
import dev.caravan.batch.Type;
import dev.caravan.sink.SinkFixture;
import dev.caravan.source.kafka.CommittedMessages;
import dev.caravan.source.kafka.KafkaBroker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the events sink promises, on a real broker. */
@Timeout(180)
class EventsSinkTest {
  private static final KafkaBroker BROKER = KafkaBroker.shared();
  private static final List<Column> ORDER =
      List.of(column("id", new Type.Int(64, true)), column("total", new Type.Decimal(18, 2)), column("changed", new Type.Timestamp(true)));
  private static final String LINE = "{\"id\":7,\"total\":19.90,\"changed\":\"2026-01-01T09:07:00+01:00\"}";
  private static final String ROW = "{\"id\":7,\"total\":19.90,\"changed\":\"2026-01-01T08:07:00Z\"}";

  @TempDir Path folder;
  private SinkFixture fixture;
  private final Lanes lanes = new Lanes();
  private String topic;

  @BeforeEach
  void start() {
    fixture = new SinkFixture(folder, null);
    topic = BROKER.topic("events", 1);
  }

  @AfterEach
  void stop() {
    lanes.close();
    fixture.close();
  }

  private EventsSinkConfig config() {
    EventsSinkConfig config = new EventsSinkConfig().setType("com.example.order.changed").setTime("changed").setDataSchema("https://example.com/order/1");
    config.setFlow("orders").setBrokers(BROKER.address()).setTopic(topic).setKey("id").setBatches("batches-of-events");
    return config;
  }

  private void land(EventsSinkConfig config, Batch batch) {
    new EventsSink(fixture.services, new SecretsInMemory(), new PlainClients(), lanes, config).commit(batch);
  }

  private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> message) {
    Map<String, String> headers = new TreeMap<>();
    message.headers().forEach(header -> headers.put(header.key(), CommittedMessages.text(header.value())));
    return headers;
  }

  @Test
  void inBinaryModeTheRowIsTheValueAndHeadersTellTheRest() throws Exception {
    Batch batch = fixture.batch("a", ORDER, LINE);

    land(config(), batch);

    ConsumerRecord<byte[], byte[]> message = CommittedMessages.of(BROKER.address(), topic).get(0);
    assertThat(CommittedMessages.text(message.value())).isEqualTo(ROW);
    assertThat(CommittedMessages.text(message.key())).isEqualTo("7");
    assertThat(headers(message))
        .isEqualTo(
            Map.of(
                "ce_specversion", "1.0", "ce_id", batch.id() + "-0", "ce_type", "com.example.order.changed", "ce_source", "/caravan/orders", "ce_subject", "7",
                "ce_time", "2026-01-01T08:07:00Z", "ce_dataschema", "https://example.com/order/1", "content-type", "application/json"));
  }

  @Test
  void inStructuredModeAllIsOneObjectWithAllDigits() throws Exception {
    Batch batch = fixture.batch("a", ORDER, "no object", LINE);

    land(config().setMode("structured").setSource("https://example.com/shop").setSubject("total"), batch);

    ConsumerRecord<byte[], byte[]> message = CommittedMessages.of(BROKER.address(), topic).get(0);
    assertThat(headers(message)).isEqualTo(Map.of("content-type", "application/cloudevents+json"));
    String text = CommittedMessages.text(message.value());
    assertThat(text).contains("\"data\":" + ROW);
    JsonNode event = new ObjectMapper().readTree(text);
    assertThat(event.path("id").asText()).as("the number of the record in its segment").isEqualTo(batch.id() + "-1");
    assertThat(List.of(event.path("specversion").asText(), event.path("source").asText(), event.path("subject").asText(), event.path("type").asText()))
        .containsExactly("1.0", "https://example.com/shop", "19.90", "com.example.order.changed");
  }

  @Test
  void thatARowIsGoneIsAnEventOfItsOwnTypeWithTheKey() throws Exception {
    Batch batch = fixture.batch("a", ORDER, "{\"id\":7,\"_deleted\":true}");

    land(config(), new Batch(batch.id(), batch.flow(), batch.segment(), List.of(new Stage.Tombstones(), batch.stages().get(0)), batch.engine()));

    ConsumerRecord<byte[], byte[]> message = CommittedMessages.of(BROKER.address(), topic).get(0);
    assertThat(CommittedMessages.text(message.value())).isEqualTo("{\"id\":7}");
    assertThat(headers(message)).containsEntry("ce_type", "com.example.order.changed.deleted").doesNotContainKey("ce_time");
  }

  @Test
  void aBatchThatLandsAgainSendsNothing() throws Exception {
    Batch batch = fixture.batch("a", ORDER, LINE);
    land(config(), batch);
    fixture.landings.forget(batch.id());
    land(config(), batch);

    assertThat(CommittedMessages.of(BROKER.address(), topic)).hasSize(1);
  }

  @Test
  void aTimeWithoutAZoneIsRefused() throws Exception {
    Batch batch = fixture.batch("a", List.of(column("id", new Type.Int(64, true)), column("changed", new Type.Timestamp(false))), "{\"id\":7,\"changed\":\"2026-01-01T09:07:00\"}");

    assertThatThrownBy(() -> land(config(), batch)).isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SINK_SCHEMA));
  }
}
