package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.ErrorCode;
import dev.caravan.source.FlowProgress;
import dev.caravan.source.kafka.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
  private static final KafkaBroker BROKER = KafkaPlace.BROKER;

  @TempDir Path folder;
  private KafkaPlace place;

  @BeforeEach
  void prepare() {
    place = new KafkaPlace(folder);
  }

  @Test
  void eachRecordLandsOnceAndTheLedgerKeepsHowFarEachPartitionWasRead() throws Exception {
    String topic = BROKER.topic("orders", 3);
    BROKER.send(topic, 0, KafkaPlace.rows(0, 40));
    BROKER.send(topic, 2, KafkaPlace.rows(40, 50));
    place.orders(topic, "batchRows: 15");
    Path left = Files.createFile(Files.createDirectories(place.place().data().resolve("reading/orders")).resolve("of-a-dead-process.rows"));
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(2))));

    assertThat(place.landing().counts().landed()).isEqualTo(50);
    assertThat(place.landing().counts().landed()).as("nothing is new").isZero();
    BROKER.send(topic, 1, KafkaPlace.rows(50, 57));
    BROKER.send(topic, 2, KafkaPlace.rows(57, 60));
    assertThat(place.landing().counts().landed()).isEqualTo(10);

    assertThat(left).doesNotExist();
    assertThat(place.query("SELECT count(*) AS n, count(DISTINCT id) AS d, max(id) AS m FROM test.orders"))
        .hasToString("[{\"n\":60,\"d\":60,\"m\":59}]");
    assertThat(place.cursors()).isEqualTo(Map.of(topic + "/0", "40", topic + "/1", "7", topic + "/2", "13"));
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
    place.orders(topic, "metadata: topic, partition, offset, timestamp, key, headers", "tombstones: row");

    FlowProgress orders = place.landing();

    assertThat(orders.counts().landed()).isEqualTo(3);
    assertThat(place.rejects()).extracting(reject -> reject.pointer().source())
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
    BROKER.send(topic, 0, KafkaPlace.rows(0, 10));
    place.orders(topic);
    place.landing();
    BROKER.send(topic, 0, KafkaPlace.rows(10, 30));
    BROKER.deleteBefore(topic, 0, 25);

    place.orders("nowhere-at-all");
    assertThat(place.once().problem().code()).isEqualTo(ErrorCode.KAFKA_TOPIC);

    place.orders(topic);
    FlowProgress stopped = place.once();
    assertThat(stopped.problem().code()).isEqualTo(ErrorCode.KAFKA_GAP);
    assertThat(stopped.problem().message()).contains("15 offsets of " + topic + "/0").contains("from 10 to 24");

    place.orders(topic, "onGap: skip");
    assertThat(place.landing().counts().landed()).isEqualTo(5);
    assertThat(place.cursors()).isEqualTo(Map.of(topic + "/0", "30"));
    assertThat(place.batches()).as("the ledger tells what was never read").anyMatch(batch -> batch.range().equals(topic + "/0:10>25-30"));
  }

  @Test
  void topicsByPatternWithManyPartitionsAreReadTogether() throws Exception {
    String name = "many-" + System.nanoTime();
    String first = BROKER.topic(name, 40);
    String second = BROKER.topic(name, 24);
    for (int partition = 0; partition < 40; partition += 3) {
      BROKER.send(first, partition, KafkaPlace.rows(partition * 100, partition * 100 + 5));
    }
    BROKER.send(second, 23, KafkaPlace.rows(9000, 9004));
    place.orders("/" + name + "-.*/");

    assertThat(place.landing().counts().landed()).isEqualTo(14 * 5 + 4);
    assertThat(place.landing().counts().landed()).isZero();
  }

  // The other protocol is the one of KafkaRebalanceTest.
  @Test
  void recordsThatArriveWhileItRunsLandByTheNewerProtocolToo() throws Exception {
    String topic = BROKER.topic("orders", 2);
    place.orders(topic, "batchAge: 50ms", "group: " + topic, "protocol: consumer");
    try (CaravanRuntime runtime = place.place().runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      for (int i = 0; i < 3; i++) {
        BROKER.send(topic, i % 2, KafkaPlace.rows(i * 10, i * 10 + 10));
        int expected = (i + 1) * 10;
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(runtime.progress().get(0).counts().landed()).isEqualTo(expected));
      }
    }
    assertThat(place.cursors()).isEqualTo(Map.of(topic + "/0", "20", topic + "/1", "10"));
  }
}
