package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.source.kafka.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Rejects are copied to a folder, masked, each batch in a file of its own, or to a topic, and only once. */
@Timeout(180)
class RejectCopyTest {
  @TempDir private Path folder;

  @Test
  void rejectsAreCopiedToAFolderOnceAndMasked() throws Exception {
    Path copies = folder.resolve("copies");
    Workplace place = refusing();
    place.once();
    assertThat(copies).doesNotExist();

    place.set("caravan.rejects.copy-to", "file:" + copies);
    try (CaravanRuntime runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      await().atMost(Duration.ofSeconds(30)).until(() -> !noted(place).isEmpty());
    }

    List<Path> files = files(copies);
    assertThat(files).hasSize(1);
    List<String> lines = Files.readAllLines(files.get(0));
    assertThat(lines).hasSize(2);
    JsonNode first = new ObjectMapper().readTree(lines.get(0));
    assertThat(first.path("step").asText()).isEqualTo("check");
    assertThat(first.path("raw").asText()).isEqualTo("{\"id\":2,\"email\":\"***\"}");
    assertThat(first.path("failures").get(0).path("got").asText()).isEqualTo("***");
    assertThat(files.get(0).getFileName().toString()).isEqualTo(first.path("batch").asText() + "-1.ndjson");
    assertThat(noted(place)).containsExactly(2L);

    Files.delete(files.get(0));
    try (CaravanRuntime runtime = place.runtime(CaravanRuntime.Mode.ONCE)) {
      runtime.start();
      assertThat(((dev.caravan.deadletter.RejectCopies) runtime.camel().getRegistry().lookupByName("rejectCopies")).next()).isNull();
    }
    assertThat(files(copies)).isEmpty();
  }

  /** A flow of three records of which two are refused. */
  private Workplace refusing() throws IOException {
    Files.createDirectories(folder.resolve("contracts/test"));
    Files.writeString(
        folder.resolve("contracts/test/person.odcs.yaml"),
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: person
        version: 1.0.0
        status: active
        schema:
          - name: person
            properties:
              - {name: id, logicalType: integer}
              - {name: email, logicalType: string, classification: restricted, logicalTypeOptions: {format: email}}
        """);
    Workplace place = new Workplace(folder).set("caravan.contracts", folder.resolve("contracts").toString());
    place.flow("people", "- to: {uri: \"kamelet:validate-action\", parameters: {contract: test/person}}");
    place.deliver("people/a.ndjson", "{\"id\":1,\"email\":\"anna@example.com\"}\n{\"id\":2,\"email\":\"ben-at-example\"}\n{\"id\":\"x\"}\n");
    return place;
  }

  @Test
  void aRunThatEndsCopiesWhatItRefusedToATopicBefore() throws Exception {
    KafkaBroker broker = KafkaBroker.shared();
    String topic = broker.topic("refused", 1);
    Workplace place = refusing().set("caravan.rejects.copy-to", "kafka:" + topic + "?brokers=" + broker.address());

    place.once();
    assertThat(noted(place)).containsExactly(2L);
    place.once();

    List<ConsumerRecord<String, String>> copies = all(broker, topic);
    assertThat(copies).hasSize(2);
    JsonNode first = new ObjectMapper().readTree(copies.get(0).value());
    assertThat(copies.get(0).key()).isEqualTo(first.path("id").asText()).endsWith(":1");
    assertThat(first.path("flow").asText()).isEqualTo("people");
    assertThat(first.path("raw").asText()).isEqualTo("{\"id\":2,\"email\":\"***\"}");
    assertThat(copies.get(1).key()).endsWith(":2");
  }

  @Test
  void aRunThatCannotCopyEndsAndTellsHowManyWaitAndTheNextOneCopiesThem() throws Exception {
    Path copies = folder.resolve("copies");
    Files.writeString(copies, "a file where the folder should be");
    Workplace place = refusing().set("caravan.rejects.copy-to", "file:" + copies);
    ListAppender<ILoggingEvent> heard = new ListAppender<>();
    Logger log = (Logger) LoggerFactory.getLogger(LastCopies.class);
    heard.start();
    log.addAppender(heard);
    try {
      place.once();
    } finally {
      log.detachAppender(heard);
    }
    assertThat(heard.list).singleElement().extracting(ILoggingEvent::getFormattedMessage).asString().startsWith("2 reject(s) wait to be copied to file:").contains("caravan rejects list");
    assertThat(noted(place)).isEmpty();

    Files.delete(copies);
    place.once();
    assertThat(files(copies)).hasSize(1);
  }

  private static List<ConsumerRecord<String, String>> all(KafkaBroker broker, String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    List<ConsumerRecord<String, String>> records = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", broker.address()), new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      await().atMost(Duration.ofSeconds(60)).until(() -> {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        return consumer.position(partition) >= end;
      });
    }
    return records;
  }

  private static List<Long> noted(Workplace place) {
    return place.ledger(
        ledger -> ledger.database().read("read", statements -> statements.list("SELECT ordinal FROM reject_copies", row -> row.getLong(1))));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
