package dev.caravan.sink.kafka;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import dev.caravan.source.kafka.KafkaClients;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.utils.Utils;

/**
 * The topic in which it stands what has landed: one record a batch, written in the transaction of its messages, and taken
 * back when the ledger knows of the batch. Reads what is committed and waits for what is under way.
 *
 * @param lane whose batches they are
 */
record BatchWords(String topic, String lane) {
  /** An open transaction hides what stands behind it in its partition, so lanes are spread. */
  private static final int PARTITIONS = 16;
  private static final Duration MOMENT = Duration.ofMillis(200);
  private static final long PATIENCE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final char BEHIND_LANE = '\n';

  /**
   * What Kafka says of the batches of the lane; makes the topic when it is absent.
   *
   * @param login properties of the client
   * @throws CaravanException SINK_TARGET when a transaction of somebody else does not end, KAMELET_PARAMETER when the
   *     topic forgets
   */
  Map<BatchId, Word> read(KafkaClients clients, Map<String, String> login, Topics topics) {
    Topics.Facts facts = topics.find(topic).orElseGet(() -> topics.make(topic, PARTITIONS));
    refuseForgetful(facts);
    TopicPartition place = place(facts.partitions());
    long end = topics.end(place);
    Map<BatchId, Word> words = new LinkedHashMap<>();
    Map<String, String> properties = new HashMap<>(login);
    properties.putAll(Map.of("isolation.level", "read_committed", "enable.auto.commit", "false", "auto.offset.reset", "earliest"));
    try (Consumer<byte[], byte[]> consumer = clients.consumer(properties)) {
      consumer.assign(List.of(place));
      consumer.seekToBeginning(List.of(place));
      long begin = System.nanoTime();
      while (consumer.position(place) < end) {
        consumer.poll(MOMENT).forEach(record -> take(record, words));
        if (System.nanoTime() - begin > PATIENCE_NANOS) {
          throw new CaravanException(ErrorCode.SINK_TARGET, "A transaction of another flow in " + place + " does not end, and may hide a batch that has landed");
        }
      }
    }
    return words;
  }

  private void take(ConsumerRecord<byte[], byte[]> record, Map<BatchId, Word> words) {
    String key = new String(record.key(), StandardCharsets.UTF_8);
    if (!key.startsWith(lane + BEHIND_LANE)) {
      return;
    }
    BatchId batch = new BatchId(key.substring(lane.length() + 1));
    if (record.value() == null) {
      words.remove(batch);
    } else {
      words.put(batch, Word.read(record.value()));
    }
  }

  /**
   * @param partitions how many the topic has
   * @param word null takes it back
   */
  ProducerRecord<byte[], byte[]> record(int partitions, BatchId batch, Word word) {
    byte[] key = (lane + BEHIND_LANE + batch.value()).getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(topic, place(partitions).partition(), key, word == null ? null : word.bytes());
  }

  private TopicPartition place(int partitions) {
    return new TopicPartition(topic, Utils.toPositive(Utils.murmur2(lane.getBytes(StandardCharsets.UTF_8))) % partitions);
  }

  private void refuseForgetful(Topics.Facts facts) {
    if (!facts.cleanup().equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      throw new CaravanException(
          Problem.of(ErrorCode.KAMELET_PARAMETER, null, "Topic " + topic + " forgets which batches have landed, so one could land twice")
              .required("cleanup.policy=compact", facts.cleanup())
              .next("Alter the topic, or name another one by `batches`."));
    }
  }
}
