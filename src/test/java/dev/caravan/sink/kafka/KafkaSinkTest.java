package dev.caravan.sink.kafka;

import static dev.caravan.sink.SinkFixture.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.SecretsInMemory;
import dev.caravan.batch.Batch;
import dev.caravan.batch.Column;
import dev.caravan.batch.Counts;
import dev.caravan.batch.Stage;
import dev.caravan.batch.Type;
import dev.caravan.catalog.Ledger.CursorStand;
import dev.caravan.sink.SinkFixture;
import dev.caravan.source.kafka.CommittedMessages;
import dev.caravan.source.kafka.KafkaBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the Kafka sink promises, on a real broker. */
@Timeout(180)
class KafkaSinkTest {
  private static final KafkaBroker BROKER = KafkaBroker.shared();
  private static final PlainClients CLIENTS = new PlainClients();
  private static final List<Column> NOTE = List.of(column("id", new Type.Int(64, true)), column("note", new Type.Text()));

  @TempDir Path folder;
  private SinkFixture fixture;
  private final List<Lanes> opened = new ArrayList<>();
  private String topic;

  @BeforeEach
  void start() {
    fixture = new SinkFixture(folder, null);
    topic = BROKER.topic("landed", 1);
  }

  @AfterEach
  void stop() {
    opened.forEach(Lanes::close);
    fixture.close();
  }

  private KafkaSinkConfig config() {
    return new KafkaSinkConfig().setFlow("orders").setBrokers(BROKER.address()).setTopic(topic).setKey("id").setBatches("batches-of-tests");
  }

  /** As a process that has just started has it. */
  private KafkaSink sink(KafkaSinkConfig config) {
    Lanes lanes = new Lanes();
    opened.add(lanes);
    return new KafkaSink(fixture.services, new SecretsInMemory(), CLIENTS, lanes, config);
  }

  private Batch notes(String range, int from, int to) throws IOException {
    return fixture.batch(range, NOTE, IntStream.range(from, to).mapToObj(id -> "{\"id\":" + id + ",\"note\":\"n" + id + "\"}").toArray(String[]::new));
  }

  private List<String> landed() {
    return CommittedMessages.texts(BROKER.address(), topic);
  }

  private Counts counts(Batch batch) {
    return fixture.landings.outcome(batch.id()).counts();
  }

  @Test
  void everyTypeArrivesExactlyUnderItsKey() throws Exception {
    List<Column> columns =
        List.of(
            column("id", new Type.Text()), column("flag", new Type.Bool()), column("unsigned", new Type.Int(64, false)), column("amount", new Type.Decimal(38, 10)),
            column("ratio", new Type.Floating(64)), column("day", new Type.Date()), column("clock", new Type.Time()), column("wall", new Type.Timestamp(false)),
            column("instant", new Type.Timestamp(true)), column("tree", new Type.Json()));
    Batch batch =
        fixture.batch(
            "types", columns,
            "{\"id\":\"ä\\\"\",\"flag\":true,\"unsigned\":18446744073709551615,\"amount\":1234567890123456789012345678.0123456789,\"ratio\":0.1,\"day\":\"2026-02-28\","
                + "\"clock\":\"08:07:00\",\"wall\":\"2026-01-02T03:04:05.678901\",\"instant\":\"2026-01-02T03:04:05+02:00\",\"tree\":{\"a\":[1,null]}}",
            "{\"id\":\"nothing\"}");

    sink(config()).commit(batch);

    assertThat(landed())
        .containsExactly(
            "ä\" {\"id\":\"ä\\\"\",\"flag\":true,\"unsigned\":18446744073709551615,\"amount\":1234567890123456789012345678.0123456789,\"ratio\":0.1,\"day\":\"2026-02-28\","
                + "\"clock\":\"08:07:00\",\"wall\":\"2026-01-02T03:04:05.678901\",\"instant\":\"2026-01-02T01:04:05Z\",\"tree\":{\"a\":[1,null]}}",
            "nothing {\"id\":\"nothing\",\"flag\":null,\"unsigned\":null,\"amount\":null,\"ratio\":null,\"day\":null,\"clock\":null,\"wall\":null,\"instant\":null,\"tree\":null}");
    assertThat(CommittedMessages.of(BROKER.address(), topic))
        .allSatisfy(message -> assertThat(CommittedMessages.text(message.headers().lastHeader("caravan-batch").value())).isEqualTo(batch.id().value()));
  }

  @Test
  void rowsAreInTheOrderOfTheirSource() throws Exception {
    Batch batch = notes("many", 0, 30_000);

    sink(config()).commit(batch);

    assertThat(CommittedMessages.of(BROKER.address(), topic)).extracting(message -> CommittedMessages.text(message.key()))
        .containsExactlyElementsOf(IntStream.range(0, 30_000).mapToObj(Integer::toString).toList());
  }

  @Test
  void theSameBatchTwiceHasTheEffectOfOnceInWhateverProcess() throws Exception {
    Batch batch = fixture.batch("a", NOTE, "{\"id\":1,\"note\":\"one\"}", "{\"id\":\"x\"}");
    KafkaSink sink = sink(config());
    sink.commit(batch);
    fixture.landings.forget(batch.id());
    sink.commit(batch);
    Counts known = counts(batch);
    fixture.landings.forget(batch.id());
    sink(config()).commit(batch);

    assertThat(landed()).containsExactly("1 {\"id\":1,\"note\":\"one\"}");
    assertThat(counts(batch)).isEqualTo(known).isEqualTo(new Counts(2, 1, 1, 0, 0));
    assertThat(fixture.ledger.landed()).hasSize(3).allMatch(word -> word.endsWith("kafka-sink " + topic + " 1"));
  }

  @Test
  void whoTakesABatchOverEndsWhatItsLastHolderHadBegunAndShutsItOut() throws Exception {
    Batch batch = notes("a", 0, 3);
    try (Producer<byte[], byte[]> paused = CLIENTS.producer(Map.of("bootstrap.servers", BROKER.address(), "transactional.id", "caravan-orders-kafka-sink-" + topic))) {
      paused.initTransactions();
      paused.beginTransaction();
      paused.send(new ProducerRecord<>(topic, "0".getBytes(), "of the one that stands still".getBytes()));
      paused.flush();

      sink(config()).commit(batch);

      assertThatThrownBy(paused::commitTransaction).isInstanceOf(org.apache.kafka.common.KafkaException.class);
    }
    assertThat(landed()).containsExactly("0 {\"id\":0,\"note\":\"n0\"}", "1 {\"id\":1,\"note\":\"n1\"}", "2 {\"id\":2,\"note\":\"n2\"}");
  }

  @Test
  void aSinkThatWasShutOutSeesWhatHasLandedMeanwhile() throws Exception {
    KafkaSink first = sink(config());
    first.commit(notes("a", 0, 1));
    Batch taken = notes("b", 1, 3);
    sink(config()).commit(taken);

    assertThatThrownBy(() -> first.commit(notes("c", 3, 4))).isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.KAFKA_UNREACHABLE));
    first.commit(taken);
    first.commit(notes("c", 3, 4));

    assertThat(landed()).extracting(text -> text.substring(0, 1)).containsExactly("0", "1", "2", "3");
  }

  @Test
  void batchesThatSeveralProcessesHaveInHandDoNotShutEachOtherOut() throws Exception {
    Batch one = notes("a", 0, 2);
    Batch other = notes("b", 2, 4);
    fixture.ledger.stands(Map.of("in/0", new CursorStand(null, one.id()), "in/1", new CursorStand(null, one.id()), "in/2", new CursorStand(null, other.id())));
    KafkaSink here = sink(config());
    KafkaSink there = sink(config());
    here.commit(one);
    there.commit(other);
    fixture.landings.forget(one.id());
    here.commit(one);

    assertThat(landed()).hasSize(4);
  }

  @Test
  void aMessageThatIsTooLargeIsRejectedAndTheOthersLand() throws Exception {
    String large = "x".repeat(20_000);
    Batch batch =
        fixture.batch("a", NOTE, "{\"id\":1,\"note\":\"one\"}", "{\"id\":2,\"note\":\"" + large + "\"}", "{\"id\":3,\"note\":\"three\"}", "{\"id\":4,\"note\":\"" + large + "\"}");

    sink(config().setProperties("max.request.size=10000")).commit(batch);

    assertThat(landed()).containsExactly("1 {\"id\":1,\"note\":\"one\"}", "3 {\"id\":3,\"note\":\"three\"}");
    assertThat(counts(batch)).isEqualTo(new Counts(4, 2, 2, 0, 0));
    assertThat(fixture.rejects.get(1L).failures().get(0).got()).contains("10000").doesNotContain("xxx");
    assertThat(fixture.rejected().keySet()).containsExactly(1L, 3L);
  }

  @Test
  void ofTooManyThatABrokerRefusesTheBatchFailsAndNothingIsVisible() throws Exception {
    topic = BROKER.topic("narrow", 1, Map.of("max.message.bytes", "5000"));
    List<String> lines = new ArrayList<>(List.of("{\"id\":99,\"note\":\"good\"}"));
    IntStream.rangeClosed(0, SinkFixture.REFUSED_AT_MOST).forEach(id -> lines.add("{\"id\":" + id + ",\"note\":\"" + "x".repeat(20_000) + "\"}"));

    assertThatThrownBy(() -> sink(config()).commit(fixture.batch("a", NOTE, lines.toArray(String[]::new))))
        .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SINK_ROWS));
    assertThat(landed()).isEmpty();
  }

  @Test
  void aRowThatIsGoneIsAMessageWithoutValue() throws Exception {
    Batch batch = fixture.batch("a", NOTE, "{\"id\":1,\"note\":\"one\"}", "{\"id\":2,\"_deleted\":true}");
    Batch marked = new Batch(batch.id(), batch.flow(), batch.segment(), List.of(new Stage.Tombstones(), batch.stages().get(0)), batch.engine());

    sink(config()).commit(marked);

    assertThat(landed()).containsExactly("1 {\"id\":1,\"note\":\"one\"}", "2 -");
  }

  @Test
  void columnsChooseThePartitionAndSeveralOfThemAreAKeyInTheirOrder() throws Exception {
    topic = BROKER.topic("landed", 5);
    List<Column> columns = List.of(column("id", new Type.Int(64, true)), column("shop", new Type.Text()));
    Batch batch =
        fixture.batch("a", columns, IntStream.range(0, 40).mapToObj(id -> "{\"id\":" + id + ",\"shop\":\"s" + id % 4 + "\"}").toArray(String[]::new));

    sink(config().setKey("shop, id").setPartitionBy("shop")).commit(batch);

    Map<String, List<Integer>> partitions = new java.util.TreeMap<>();
    CommittedMessages.of(BROKER.address(), topic)
        .forEach(message -> partitions.computeIfAbsent(CommittedMessages.text(message.key()).substring(9, 11), shop -> new ArrayList<>()).add(message.partition()));
    assertThat(partitions.keySet()).containsExactly("s0", "s1", "s2", "s3");
    assertThat(partitions.values()).allSatisfy(of -> assertThat(of).hasSize(10).containsOnly(of.get(0)));
    assertThat(landed()).contains("{\"shop\":\"s3\",\"id\":7} {\"id\":7,\"shop\":\"s3\"}");
  }

  @Test
  void kafkaForgetsABatchThatTheLedgerKnows() throws Exception {
    KafkaSinkConfig config = config().setBatches("batches-" + topic);
    KafkaSink sink = sink(config);
    Batch first = notes("a", 0, 1);
    sink.commit(first);
    fixture.ledger.committed(first.id());
    Batch second = notes("b", 1, 2);
    sink.commit(second);

    assertThat(CommittedMessages.texts(BROKER.address(), "batches-" + topic)).map(text -> text.substring(text.indexOf('\n') + 1))
        .containsExactly(
            first.id() + " {\"read\":1,\"landed\":1,\"rejected\":0,\"deduplicated\":0,\"filtered\":0,\"warnings\":{}}",
            first.id() + " -",
            second.id() + " {\"read\":1,\"landed\":1,\"rejected\":0,\"deduplicated\":0,\"filtered\":0,\"warnings\":{}}");
  }

  @Test
  void aTopicThatIsNotThereOrForgetsIsToldBeforeAnythingLands() throws Exception {
    String forgetful = BROKER.topic("forgetful", 1, Map.of("cleanup.policy", "delete"));
    assertThatThrownBy(() -> sink(config().setBatches(forgetful)).commit(notes("a", 0, 1)))
        .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.KAMELET_PARAMETER))
        .hasMessageContaining("cleanup.policy=compact");
    assertThatThrownBy(() -> sink(config().setTopic("nowhere")).commit(notes("a", 0, 1)))
        .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.KAFKA_TOPIC));
  }

  @Test
  void withoutAKeyAnywhereSomebodyHasToSayThatThereIsNone() throws Exception {
    assertThatThrownBy(() -> sink(config().setKey("")).commit(notes("a", 0, 1)))
        .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SINK_KEY));
    assertThatThrownBy(() -> sink(config().setKey("note")).commit(fixture.batch("b", NOTE, "{\"id\":1}")))
        .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SINK_KEY));
    assertThat(landed()).isEmpty();

    sink(config().setKey("none")).commit(notes("c", 0, 1));
    assertThat(landed()).containsExactly("- {\"id\":0,\"note\":\"n0\"}");
  }
}
