package dev.caravan.source.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class KafkaBrokerTest {

  @Test
  void givesBackWhatWasSentInItsOrder() {
    KafkaBroker broker = KafkaBroker.shared();
    String topic = broker.topic("given-back", 2);
    broker.send(topic, 1, "one", "two", "three");
    broker.deleteBefore(topic, 1, 1);
    TopicPartition partition = new TopicPartition(topic, 1);
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(Map.of("bootstrap.servers", broker.address()), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(new String(record.value(), StandardCharsets.UTF_8)));
                return values.size() >= 2;
              });
    }
    assertThat(values).containsExactly("two", "three");
  }
}
