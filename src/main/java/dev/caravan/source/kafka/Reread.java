package dev.caravan.source.kafka;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads the offsets of a batch once more, that another process has begun and whose segment is not here. One use. */
final class Reread {
  private static final Duration MOMENT = Duration.ofMillis(500);
  /** without any record */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Consumer<byte[], byte[]> consumer;
  private final KafkaConfig config;
  private final KafkaWatch watch;
  private final Supplier<JsonLine> line;

  /** @param line makes what writes records */
  Reread(Consumer<byte[], byte[]> consumer, KafkaConfig config, KafkaWatch watch, Supplier<JsonLine> line) {
    this.consumer = consumer;
    this.config = config;
    this.watch = watch;
    this.line = line;
  }

  /**
   * @throws dev.caravan.CaravanException KAFKA_GAP when records are gone meanwhile and the flow is to stop then
   * @throws TimeoutException when the brokers do not answer
   */
  Gathering read(SortedMap<Log, Span> spans, Path file) {
    Map<TopicPartition, Span> open = new HashMap<>();
    spans.forEach((log, span) -> open.put(log.partitionOfTopic(), span));
    consumer.assign(open.keySet());
    Partitions partitions = new Partitions(consumer, config, watch);
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(open.keySet());
    open.forEach(
        (partition, span) -> {
          long begin = begins.get(partition);
          consumer.seek(partition, span.first() < begin ? partitions.behindGap(Log.of(partition), span.first(), begin) : span.first());
        });
    Gathering gathering = new Gathering(file, line.get());
    Set<TopicPartition> left = new HashSet<>(open.keySet());
    Instant last = Instant.now();
    while (!left.isEmpty()) {
      ConsumerRecords<byte[], byte[]> records = consumer.poll(MOMENT);
      for (TopicPartition partition : records.partitions()) {
        Span span = open.get(partition);
        List<ConsumerRecord<byte[], byte[]>> wanted = records.records(partition).stream().filter(record -> record.offset() < span.to()).toList();
        gathering.add(Log.of(partition), wanted, span.from(), span.first(), span.to());
        last = Instant.now();
      }
      left.removeIf(partition -> consumer.position(partition) >= open.get(partition).to());
      if (last.plus(PATIENCE).isBefore(Instant.now())) {
        throw new TimeoutException("nothing more of " + left + " came for " + PATIENCE.toSeconds() + " s");
      }
    }
    gathering.end();
    return gathering;
  }
}
