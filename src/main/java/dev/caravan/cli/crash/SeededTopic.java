package dev.caravan.cli.crash;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The records of a topic, made for the test at brokers that are there and removed behind it. */
final class SeededTopic extends SeededAmounts {
  static final String NAME = "kafka";
  private static final int PARTITIONS = 4;
  private static final int BATCHES = 10;

  private final String brokers;
  private final String topic;
  private final int batchRows;

  SeededTopic(long seed, int count, String brokers) {
    this(seed, new Random(seed), count, brokers);
  }

  private SeededTopic(long seed, Random random, int count, String brokers) {
    super(random, count);
    this.brokers = brokers;
    this.topic = "caravan-crash-test-" + Long.toHexString(seed) + "-" + Long.toHexString(System.nanoTime());
    this.batchRows = Math.max(1, count / BATCHES);
    send(random);
  }

  private void send(Random random) {
    // One request at a time: when a new topic has no leader yet, those behind the first would be refused as out of order.
    Map<String, Object> properties = Map.of("bootstrap.servers", brokers, "max.in.flight.requests.per.connection", "1");
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers));
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      admin.createTopics(List.of(new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty()))).all().get();
      records().forEach(record -> producer.send(new ProducerRecord<>(topic, random.nextInt(PARTITIONS), null, record.getBytes(StandardCharsets.UTF_8))));
      producer.flush();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The topic " + topic + " cannot be made at " + brokers + ": " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String from(Path folder) {
    return """
        uri: kamelet:kafka-batch-source
        parameters:
          brokers: "%s"
          topics: %s
          batchRows: %d
        """
        .formatted(brokers, topic, batchRows);
  }

  @Override
  public void close() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      admin.deleteTopics(List.of(topic));
    }
  }
}
