package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import dev.caravan.ErrorCode;
import dev.caravan.registry.WireFormat;
import dev.caravan.sandbox.registry.SchemaRegistrySimulator;
import dev.caravan.source.FlowProgress;
import dev.caravan.source.kafka.KafkaBroker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Values in other forms than JSON, from topics of a real broker, by the schemas of a registry. */
@Timeout(180)
class KafkaFormatsTest {
  private static final KafkaBroker BROKER = KafkaPlace.BROKER;
  private static final String CONTRACT = """
      apiVersion: v3.1.0
      kind: DataContract
      id: test-orders
      version: 1.0.0
      status: active
      schema:
        - name: orders
          logicalType: object
          properties:
            - name: order_id
              logicalType: integer
              required: true
            - name: total
              logicalType: number
              physicalType: DECIMAL(18,2)
              required: true
            - name: placed
              logicalType: timestamp
              logicalTypeOptions:
                timezone: true
            - name: note
              logicalType: string
      """;
  private static final String FIELDS = """
      {"name": "order_id", "type": "long"},
      {"name": "total", "type": {"type": "bytes", "logicalType": "decimal", "precision": 18, "scale": 2}},
      {"name": "placed", "type": {"type": "long", "logicalType": "timestamp-micros"}}""";
  private static final long PLACED = 1_700_000_000_000_001L;
  private static final String ROW = "{\"order_id\":%d,\"total\":\"9007199254740993.01\",\"placed\":\"2023-11-14T22:13:20.000001Z\",\"note\":%s}";

  @TempDir Path folder;
  private final SchemaRegistrySimulator registry = new SchemaRegistrySimulator();
  private KafkaPlace place;
  private String topic;

  @BeforeEach
  void prepare() {
    place = new KafkaPlace(folder);
    topic = BROKER.topic("formats", 1);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private int registered(String fields) {
    return registry.register(topic + "-value", "AVRO", "{\"type\": \"record\", \"name\": \"Order\", \"fields\": [" + fields + "]}", Map.of());
  }

  private static byte[] avro(int schema, long id, String note) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
      encoder.writeLong(id);
      encoder.writeBytes(new BigDecimal("9007199254740993.01").unscaledValue().toByteArray());
      encoder.writeLong(PLACED);
      if (note != null) {
        encoder.writeString(note);
      }
      return WireFormat.framed(schema, bytes.toByteArray());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void send(byte[]... values) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (byte[] value : values) {
      records.add(new ProducerRecord<>(topic, 0, null, value));
    }
    BROKER.send(records);
  }

  private List<String> rows() throws IOException {
    List<String> rows = new ArrayList<>();
    place.query("SELECT order_id, CAST(total AS VARCHAR) AS total, strftime(placed AT TIME ZONE 'UTC', '%Y-%m-%dT%H:%M:%S.%fZ') AS placed, note FROM test.orders ORDER BY order_id")
        .forEach(row -> rows.add(row.toString()));
    return rows;
  }

  @Test
  void avroLandsExactlyWhileItsSchemaChangesAndPoisonIsRejected() throws Exception {
    int first = registered(FIELDS);
    int second = registered(FIELDS + ", {\"name\": \"note\", \"type\": \"string\"}");
    byte[] whole = avro(first, 9, null);
    byte[] cut = Arrays.copyOf(whole, whole.length - 1);
    send(avro(first, 1, null), avro(second, 2, "new"), "{}".getBytes(StandardCharsets.UTF_8), avro(first, 3, null), cut);
    place.ordersUnderContract(topic, CONTRACT, "format: avro", "registry: " + registry.address());

    FlowProgress orders = place.landing();

    assertThat(orders.counts().landed()).isEqualTo(3);
    assertThat(rows()).containsExactly(ROW.formatted(1, "null"), ROW.formatted(2, "\"new\""), ROW.formatted(3, "null"));
    assertThat(place.rejects()).extracting(reject -> reject.pointer().source()).containsExactlyInAnyOrder(topic + "/0@2", topic + "/0@4");
    assertThat(place.rejects()).flatExtracting(reject -> reject.failures()).extracting(failure -> failure.got()).anyMatch(got -> got.contains("the id of a schema"));
  }

  @Test
  void aSchemaThatNobodyKnowsStopsTheFlowBeforeItsRecordUntilSomebodyDecides() throws Exception {
    int known = registered(FIELDS);
    send(avro(known, 1, null), avro(known + 1, 2, null), avro(known, 3, null));
    place.ordersUnderContract(topic, CONTRACT, "format: avro", "registry: " + registry.address());

    FlowProgress stopped = place.once();
    assertThat(stopped.problem().code()).isEqualTo(ErrorCode.REGISTRY_SCHEMA);
    assertThat(stopped.problem().message()).contains("Schema " + (known + 1)).contains(topic + "/0@1");
    assertThat(place.cursors().getOrDefault(topic + "/0", "0")).isIn("0", "1");

    place.ordersUnderContract(topic, CONTRACT, "format: avro", "registry: " + registry.address(), "onUnknownSchema: reject");
    place.landing();
    assertThat(rows()).containsExactly(ROW.formatted(1, "null"), ROW.formatted(3, "null"));
    assertThat(place.rejects()).singleElement().satisfies(reject -> assertThat(reject.pointer().source()).isEqualTo(topic + "/0@1"));
  }

  @Test
  void aRegistryThatFailsKeepsRecordsWhereTheyAreUntilItIsBack() throws Exception {
    int schema = registered(FIELDS);
    send(avro(schema, 1, null));
    registry.failing(503);
    place.ordersUnderContract(topic, CONTRACT, "format: avro", "registry: " + registry.address(), "group: " + topic);
    place.place().set("caravan.breaker.open", "200ms").set("caravan.breaker.calls", "4");

    try (CaravanRuntime runtime = place.place().runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> registry.exchanges().size() > 2);
      assertThat(place.cursors()).isEmpty();
      registry.failing(0);
      send(avro(schema, 2, null));
      Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(runtime.progress().get(0).counts().landed()).isEqualTo(2));
    }
    assertThat(rows()).containsExactly(ROW.formatted(1, "null"), ROW.formatted(2, "null"));
    assertThat(place.rejects()).isEmpty();
  }

  @Test
  void protobufLandsByTheMessageItNames() throws Exception {
    int schema = registry.register(topic + "-value", "PROTOBUF", """
        syntax = "proto3";
        import "google/protobuf/timestamp.proto";
        message Other { bool flag = 1; }
        message Order { int64 order_id = 1; string total = 2; google.protobuf.Timestamp placed = 3; optional string note = 4; }
        """, Map.of());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(new byte[] {2, 2});
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeInt64(1, 5);
    out.writeString(2, "9007199254740993.01");
    // 1,700,000,000 seconds and 1,000 nanoseconds, each a field of its own
    out.writeByteArray(3, new byte[] {8, (byte) 0x80, (byte) 0xE2, (byte) 0xCF, (byte) 0xAA, 6, 16, (byte) 0xE8, 7});
    out.flush();
    send(WireFormat.framed(schema, bytes.toByteArray()));
    place.ordersUnderContract(topic, CONTRACT, "format: protobuf", "registry: " + registry.address());

    place.landing();

    assertThat(rows()).containsExactly(ROW.formatted(5, "null"));
  }

  @Test
  void linesOfDelimitedTextLandByTheNamesOfTheirFields() throws Exception {
    BROKER.send(topic, 0, "7;9007199254740993.01;2023-11-14T22:13:20.000001Z;\"a;b\"", "8;1.00", "9;9007199254740993.01;2023-11-14T22:13:20.000001Z;");
    place.ordersUnderContract(topic, CONTRACT, "format: csv", "columns: order_id, total, placed, note", "delimiter: \";\"");

    place.landing();

    assertThat(rows()).containsExactly(ROW.formatted(7, "\"a;b\""), ROW.formatted(9, "null"));
    assertThat(place.rejects()).singleElement().satisfies(reject -> assertThat(reject.pointer().source()).isEqualTo(topic + "/0@1"));
  }
}
