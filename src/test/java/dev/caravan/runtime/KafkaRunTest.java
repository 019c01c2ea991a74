package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.ErrorCode;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.deadletter.KeptReject;
import dev.caravan.deadletter.RejectFinder;
import dev.caravan.deadletter.RejectQuery;
import dev.caravan.source.FlowProgress;
import dev.caravan.source.kafka.KafkaBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Flows from topics of a real broker: routes, engine, ledger and lake as they run. */
@Timeout(180)
class KafkaRunTest {
  private static final KafkaBroker BROKER = KafkaBroker.shared();

  @TempDir Path folder;
  private Workplace place;

  @BeforeEach
  void prepare() {
    place = new Workplace(folder).set("caravan.retry.attempts", "3").set("caravan.retry.delay", "10ms");
  }

  private void orders(String topics, String... parameters) throws IOException {
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
                - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/orders}}
        """.formatted(BROKER.address(), topics, more));
  }

  private FlowProgress once() {
    FlowProgress orders = place.once().get("orders");
    assertThat(orders.problem()).isNull();
    return orders;
  }

  private static String[] rows(int from, int to) {
    return IntStream.range(from, to).mapToObj(id -> "{\"id\":" + id + "}").toArray(String[]::new);
  }

  private List<KeptReject> rejects() {
    return place.ledger(ledger -> new RejectFinder(ledger.database()).list(RejectQuery.ALL));
  }

  private Map<String, String> cursors() {
    return place.ledger(ledger -> ledger.cursors("orders"));
  }

  @Test
  void eachRecordLandsOnceAndTheLedgerKeepsHowFarEachPartitionWasRead() throws Exception {
    String topic = BROKER.topic("orders", 3);
    BROKER.send(topic, 0, rows(0, 40));
    BROKER.send(topic, 2, rows(40, 50));
    orders(topic, "batchRows: 15");
    Path left = Files.createFile(Files.createDirectories(place.data().resolve("reading/orders")).resolve("of-a-dead-process.rows"));
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(2))));

    assertThat(once().counts().landed()).isEqualTo(50);
    assertThat(once().counts().landed()).as("nothing is new").isZero();
    BROKER.send(topic, 1, rows(50, 57));
    BROKER.send(topic, 2, rows(57, 60));
    assertThat(once().counts().landed()).isEqualTo(10);

    assertThat(left).doesNotExist();
    assertThat(place.query("SELECT count(*) AS n, count(DISTINCT id) AS d, max(id) AS m FROM test.orders"))
        .hasToString("[{\"n\":60,\"d\":60,\"m\":59}]");
    assertThat(cursors()).isEqualTo(Map.of(topic + "/0", "40", topic + "/1", "7", topic + "/2", "13"));
  }

  @Test
  void whatIsNoObjectIsARejectThatTellsItsOffset() throws Exception {
    String topic = BROKER.topic("orders", 2);
    BROKER.send(topic, 1, "{\"id\":1}", "plain", "", "{\"id\":2,", "{\"id\":3}\n{\"id\":4}", "[5]");
    byte[] zip = {0x1F, (byte) 0x8B, 8, 0, '\n', (byte) 0xFF};
    byte[] latin = "{\"id\":\"\u00e4\u00ff\"}".getBytes(StandardCharsets.ISO_8859_1);
    byte[] key = "{\"id\":7}".getBytes(StandardCharsets.UTF_8);
    ProducerRecord<byte[], byte[]> whole = new ProducerRecord<>(topic, 0, 1_700_000_000_123L, key, "{ \"id\": 7,\n \"_key\": \"forged\" }".getBytes(StandardCharsets.UTF_8));
    whole.headers().add(new RecordHeader("trace", "a\"b".getBytes(StandardCharsets.UTF_8)));
    BROKER.send(List.of(new ProducerRecord<>(topic, 0, null, zip), new ProducerRecord<>(topic, 0, null, latin), whole, new ProducerRecord<>(topic, 0, key, null)));
    orders(topic, "metadata: topic, partition, offset, timestamp, key, headers", "tombstones: row");

    FlowProgress orders = once();

    assertThat(orders.counts().landed()).isEqualTo(3);
    assertThat(rejects()).extracting(reject -> reject.pointer().source())
        .containsExactlyInAnyOrder(topic + "/1@1", topic + "/1@2", topic + "/1@3", topic + "/1@4", topic + "/1@5", topic + "/0@0", topic + "/0@1");
    JsonNode rows = place.query("SELECT id, _topic, _partition, _offset, _timestamp, _key, _headers, _deleted FROM test.orders WHERE id = 7 ORDER BY _offset");
    assertThat(rows.get(0).toString())
        .startsWith("{\"id\":7,\"_topic\":\"" + topic + "\",\"_partition\":0,\"_offset\":2,\"_timestamp\":\"2023-11-14")
        .contains("22:13:20.123", "trace", "\"_deleted\":false")
        .doesNotContain("forged");
    assertThat(rows.get(1).toString()).contains("\"_offset\":3", "\"_deleted\":true");
  }

  @Test
  void recordsThatRetentionTookAreAGapAboutWhichSomebodyDecidesAndSoIsATopicThatIsNotThere() throws Exception {
    String topic = BROKER.topic("orders", 1);
    BROKER.send(topic, 0, rows(0, 10));
    orders(topic);
    once();
    BROKER.send(topic, 0, rows(10, 30));
    BROKER.deleteBefore(topic, 0, 25);

    orders("nowhere-at-all");
    assertThat(place.once().get("orders").problem().code()).isEqualTo(ErrorCode.KAFKA_TOPIC);

    orders(topic);
    FlowProgress stopped = place.once().get("orders");
    assertThat(stopped.problem().code()).isEqualTo(ErrorCode.KAFKA_GAP);
    assertThat(stopped.problem().message()).contains("15 offsets of " + topic + "/0").contains("from 10 to 24");

    orders(topic, "onGap: skip");
    assertThat(once().counts().landed()).isEqualTo(5);
    assertThat(cursors()).isEqualTo(Map.of(topic + "/0", "30"));
    assertThat(batches()).as("the ledger tells what was never read").anyMatch(batch -> batch.range().equals(topic + "/0:10>25-30"));
  }

  private List<BatchRecord> batches() {
    return place.ledger(KafkaRunTest::all);
  }

  private static List<BatchRecord> all(JdbcLedger ledger) {
    List<BatchRecord> batches = new ArrayList<>();
    ledger.runs(1000).forEach(run -> batches.addAll(ledger.batches(run.run())));
    return batches;
  }

  @Test
  void topicsByPatternWithManyPartitionsAreReadTogether() throws Exception {
    String name = "many-" + System.nanoTime();
    String first = BROKER.topic(name, 40);
    String second = BROKER.topic(name, 24);
    for (int partition = 0; partition < 40; partition += 3) {
      BROKER.send(first, partition, rows(partition * 100, partition * 100 + 5));
    }
    BROKER.send(second, 23, rows(9000, 9004));
    orders("/" + name + "-.*/");

    assertThat(once().counts().landed()).isEqualTo(14 * 5 + 4);
    assertThat(once().counts().landed()).isZero();
  }

  // The other protocol is the one of KafkaRebalanceTest.
  @Test
  void recordsThatArriveWhileItRunsLandByTheNewerProtocolToo() throws Exception {
    String topic = BROKER.topic("orders", 2);
    orders(topic, "batchAge: 50ms", "group: " + topic, "protocol: consumer");
    try (CaravanRuntime runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      for (int i = 0; i < 3; i++) {
        BROKER.send(topic, i % 2, rows(i * 10, i * 10 + 10));
        int expected = (i + 1) * 10;
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(runtime.progress().get(0).counts().landed()).isEqualTo(expected));
      }
    }
    assertThat(cursors()).isEqualTo(Map.of(topic + "/0", "20", topic + "/1", "10"));
  }
}
