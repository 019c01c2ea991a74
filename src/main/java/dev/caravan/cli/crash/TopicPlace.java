package dev.caravan.cli.crash;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.catalog.Ledger.BatchRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Topics of a cluster, one a table, as a reader of committed messages sees them. */
final class TopicPlace implements LandingPlace {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration MOMENT = Duration.ofMillis(200);
  private static final int PARTITIONS = 3;
  private static final String BATCH = "caravan-batch";

  private final String brokers;
  private final String round;

  /** @param round name that no other round has */
  TopicPlace(String brokers, String round) {
    this.brokers = brokers;
    this.round = round;
  }

  @Override
  public String name() {
    return Target.KAFKA;
  }

  @Override
  public String sink(String table) {
    make(topic(table));
    return """
        uri: kamelet:kafka-sink
        parameters:
          brokers: "%s"
          topic: %s
          batches: %s
          transactions: %s
        """
        .formatted(brokers, topic(table), batches(), round);
  }

  private String topic(String table) {
    return round + "-" + table;
  }

  private String batches() {
    return round + "-caravan-batches";
  }

  private void make(String topic) {
    try (Admin admin = admin()) {
      admin.createTopics(List.of(new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty()))).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IllegalStateException("The topic " + topic + " cannot be made at " + brokers + ": " + e.getCause().getMessage(), e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", brokers));
  }

  @Override
  public Map<String, String> settings() {
    return Map.of();
  }

  private List<ConsumerRecord<byte[], byte[]>> messages(String table) {
    Map<String, Object> properties = Map.of("bootstrap.servers", brokers, "isolation.level", "read_committed", "auto.offset.reset", "earliest");
    List<ConsumerRecord<byte[], byte[]>> messages = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = consumer.partitionsFor(topic(table)).stream().map(info -> new TopicPartition(info.topic(), info.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
        consumer.poll(MOMENT).forEach(messages::add);
      }
    }
    return messages;
  }

  @Override
  public List<Long> keys(String table) {
    return messages(table).stream().map(TopicPlace::id).toList();
  }

  private static long id(ConsumerRecord<byte[], byte[]> message) {
    try {
      return JSON.readTree(message.value()).path("id").asLong();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<String> strays(String table, List<BatchRecord> committed) {
    Map<String, Long> rows = new TreeMap<>();
    messages(table).forEach(message -> rows.merge(new String(message.headers().lastHeader(BATCH).value(), StandardCharsets.UTF_8), 1L, Long::sum));
    List<String> strays = new ArrayList<>();
    for (BatchRecord batch : committed) {
      Long found = rows.remove(batch.id().value());
      long sent = found == null ? 0 : found;
      if (sent != batch.counts().landed()) {
        strays.add("batch " + batch.id() + " landed " + batch.counts().landed() + " rows, and its topic has " + sent);
      }
    }
    rows.keySet().forEach(batch -> strays.add("batch " + batch + " is in the topic and not committed"));
    return strays;
  }

  @Override
  public void clear() {
    try (Admin admin = admin()) {
      Set<String> topics = admin.listTopics().names().get();
      admin.deleteTopics(topics.stream().filter(topic -> topic.startsWith(round + "-")).toList()).all().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The topics of the test cannot be removed: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
