package dev.caravan.source.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What a reader of committed messages sees in a topic. */
public final class CommittedMessages {
  private static final Duration MOMENT = Duration.ofMillis(200);

  private CommittedMessages() {}

  /** All messages up to where the topic ends now for such a reader, partition by partition. */
  public static List<ConsumerRecord<byte[], byte[]>> of(String brokers, String topic) {
    Map<String, Object> properties = Map.of("bootstrap.servers", brokers, "isolation.level", "read_committed", "auto.offset.reset", "earliest");
    List<ConsumerRecord<byte[], byte[]>> messages = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      for (int partition = 0; partition < consumer.partitionsFor(topic).size(); partition++) {
        TopicPartition place = new TopicPartition(topic, partition);
        consumer.assign(List.of(place));
        consumer.seekToBeginning(List.of(place));
        long end = consumer.endOffsets(List.of(place)).get(place);
        while (consumer.position(place) < end) {
          consumer.poll(MOMENT).forEach(messages::add);
        }
      }
    }
    return messages;
  }

  /** Key and value of each. */
  public static List<String> texts(String brokers, String topic) {
    return of(brokers, topic).stream().map(message -> text(message.key()) + " " + text(message.value())).toList();
  }

  public static String text(byte[] bytes) {
    return bytes == null ? "-" : new String(bytes, StandardCharsets.UTF_8);
  }
}
