package dev.caravan.cli.crash;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Topics that a test makes at brokers which are there, and removes behind it. Nothing stays open; immutable. */
record CrashTopics(String brokers) {
  private static final Duration MOMENT = Duration.ofMillis(200);
  private static final int PARTITIONS = 4;

  /** Makes a topic, unless it is there. */
  void make(String topic) {
    try (Admin admin = admin()) {
      done(admin.createTopics(List.of(new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty()))).all(), "The topic " + topic + " cannot be made");
    }
  }

  /** @param random decides which partition a value goes to */
  void send(String topic, Collection<String> values, Random random) {
    // One request at a time: when a new topic has no leader yet, those behind the first would be refused as out of order.
    Map<String, Object> properties = Map.of("bootstrap.servers", brokers, "max.in.flight.requests.per.connection", "1");
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      values.forEach(value -> producer.send(new ProducerRecord<>(topic, random.nextInt(PARTITIONS), null, value.getBytes(StandardCharsets.UTF_8))));
      producer.flush();
    }
  }

  /** What a reader of committed messages sees. */
  List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
    Map<String, Object> properties = Map.of("bootstrap.servers", brokers, "isolation.level", "read_committed", "auto.offset.reset", "earliest");
    List<ConsumerRecord<byte[], byte[]>> messages = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = consumer.partitionsFor(topic).stream().map(info -> new TopicPartition(info.topic(), info.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
        consumer.poll(MOMENT).forEach(messages::add);
      }
    }
    return messages;
  }

  /** Removes all topics whose names begin so. */
  void remove(String prefix) {
    try (Admin admin = admin()) {
      List<String> topics = done(admin.listTopics().names(), "The topics cannot be listed").stream().filter(topic -> topic.startsWith(prefix)).toList();
      done(admin.deleteTopics(topics).all(), "The topics of the test cannot be removed");
    }
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", brokers));
  }

  /** @return null when what was to be made is there */
  private <T> T done(KafkaFuture<T> future, String failed) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return null;
      }
      throw new IllegalStateException(failed + " at " + brokers + ": " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
