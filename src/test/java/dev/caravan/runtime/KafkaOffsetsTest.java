package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.ErrorCode;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.security.AuditTrail;
import dev.caravan.source.FlowProgress;
import dev.caravan.source.kafka.KafkaBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Offsets that do not follow one another, batches whose segments are gone, routes that change while topics are read. */
@Timeout(180)
class KafkaOffsetsTest {
  private static final KafkaBroker BROKER = KafkaPlace.BROKER;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String BROKEN = "        - throwException: {exceptionType: java.lang.IllegalStateException, message: no sink today}\n";

  @TempDir Path folder;
  private KafkaPlace place;

  @BeforeEach
  void prepare() {
    place = new KafkaPlace(folder);
  }

  /** A second lies between what two calls send: each begins a segment of the log then. */
  private static void keyed(String topic, int from, String... keys) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = 0; i < keys.length; i++) {
      records.add(new ProducerRecord<>(topic, 0, System.currentTimeMillis() + from * 1000L, keys[i].getBytes(StandardCharsets.UTF_8), ("{\"id\":" + (from + i) + "}").getBytes(StandardCharsets.UTF_8)));
    }
    BROKER.send(records);
  }

  @Test
  void whatCompactionHasRemovedIsNoGapAndAnEmptyPartitionKeepsNobodyWaiting() throws Exception {
    String topic = BROKER.topic("compacted", 2, Map.of("cleanup.policy", "compact", "segment.ms", "1", "min.cleanable.dirty.ratio", "0.001"));
    keyed(topic, 0, "a", "b");
    place.orders(topic);
    place.landing();

    keyed(topic, 2, "a", "b", "a", "b");
    keyed(topic, 6, "a");
    keyed(topic, 7, "c");
    await().atMost(PATIENCE).until(() -> !BROKER.offsets(topic, 0).contains(2L));
    List<Long> left = BROKER.offsets(topic, 0).stream().filter(offset -> offset > 1).toList();
    FlowProgress orders = place.landing();

    assertThat(orders.counts().landed()).isBetween(3L, (long) left.size());
    assertThat(place.query("SELECT max(id) AS last, count(*) = count(DISTINCT id) AS once FROM test.orders")).hasToString("[{\"last\":7,\"once\":true}]");
    assertThat(place.cursors()).containsEntry(topic + "/0", "8");
  }

  private String unfinished(String topic) throws IOException {
    BROKER.send(topic, 0, KafkaPlace.rows(0, 10));
    place.flow(BROKER.address(), topic, BROKEN);
    assertThat(place.once().problem()).isNotNull();
    BatchRecord open = place.batches().get(0);
    try (Stream<Path> files = Files.walk(Path.of(open.segment()))) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
    BROKER.send(topic, 0, KafkaPlace.rows(10, 15));
    place.orders(topic);
    return open.range();
  }

  @Test
  void aBatchWhoseSegmentIsOnAnotherMachineIsReadAgainByItsOffsets() throws Exception {
    String topic = BROKER.topic("elsewhere", 1);
    String range = unfinished(topic);

    place.landing();

    assertThat(range).isEqualTo(topic + "/0:->0-10");
    assertThat(place.batches()).filteredOn(batch -> batch.range().equals(range)).extracting(batch -> batch.counts().landed()).contains(10L);
    assertThat(place.query("SELECT count(*) AS n, count(DISTINCT id) AS d FROM test.orders")).hasToString("[{\"n\":15,\"d\":15}]");
  }

  @Test
  void whatRetentionTookOfSuchABatchIsAGapTooAboutWhichSomebodyDecides() throws Exception {
    String topic = BROKER.topic("elsewhere", 1);
    unfinished(topic);
    BROKER.deleteBefore(topic, 0, 4);

    FlowProgress stopped = place.once();
    assertThat(stopped.problem().code()).isEqualTo(ErrorCode.KAFKA_GAP);
    assertThat(stopped.problem().message()).contains("from 0 to 3");
    place.orders(topic, "onGap: skip");
    place.landing();

    assertThat(place.query("SELECT count(*) AS n, min(id) AS least FROM test.orders")).hasToString("[{\"n\":11,\"least\":4}]");
    assertThat(place.cursors()).containsEntry(topic + "/0", "15");
  }

  private boolean reloaded() {
    return place.place().ledger(ledger -> AuditTrail.latest(ledger.database(), null, 10)).stream().anyMatch(entry -> entry.action().equals("changed") && entry.outcome().equals("done"));
  }

  @Test
  void aRouteThatChangesWhileItsTopicIsReadGoesOnWhereItStoodAndItsReaderLeavesTheGroup() throws Exception {
    String topic = BROKER.topic("reloaded", 2);
    BROKER.send(topic, 0, KafkaPlace.rows(0, 10));
    place.orders(topic, "batchAge: 50ms", "group: " + topic);
    place.place().set("caravan.reload.settle", "50ms");
    try (CaravanRuntime runtime = place.place().runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      await().atMost(PATIENCE).until(() -> place.cursors().containsValue("10"));
      place.flow(BROKER.address(), topic, "        - to: {uri: \"kamelet:filter-action\", parameters: {where: \"id < 15\"}}\n", "batchAge: 50ms", "group: " + topic);
      await().atMost(PATIENCE).until(this::reloaded);
      BROKER.send(topic, 1, KafkaPlace.rows(10, 20));
      await().atMost(PATIENCE).until(() -> place.cursors().size() == 2);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(BROKER.members(topic)).isEqualTo(1));
    }
    assertThat(place.query("SELECT count(*) AS n, max(id) AS last FROM test.orders")).hasToString("[{\"n\":15,\"last\":14}]");
  }
}
