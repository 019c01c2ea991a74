package dev.caravan.sink.kafka;

import dev.caravan.batch.BatchId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/**
 * A transactional producer under a name that only one has at a time: whoever opens the lane ends what its last holder
 * has begun and shuts it out. So what has landed here is known from when it was opened. After an exception the lane is
 * to be closed, which ends what was begun. One thread at a time.
 */
final class Lane implements AutoCloseable {
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final BatchWords words;
  private final Map<BatchId, Word> landed;

  private Lane(Producer<byte[], byte[]> producer, String topic, BatchWords words, Map<BatchId, Word> landed) {
    this.producer = producer;
    this.topic = topic;
    this.words = words;
    this.landed = landed;
  }

  /**
   * @param producer is closed with the lane, or when it cannot be opened
   * @param topic where messages go
   * @param landed what Kafka says has landed in the lane
   */
  static Lane open(Producer<byte[], byte[]> producer, String topic, BatchWords words, Supplier<Map<BatchId, Word>> landed) {
    try {
      producer.initTransactions();
      // Only now nobody else can land what we do not see.
      return new Lane(producer, topic, words, landed.get());
    } catch (RuntimeException e) {
      producer.close(CLOSING);
      throw e;
    }
  }

  /** How many partitions the topic has that messages go to. */
  int partitions() {
    return producer.partitionsFor(topic).size();
  }

  /** What became of a batch that has landed. */
  Optional<Word> word(BatchId batch) {
    return Optional.ofNullable(landed.get(batch));
  }

  /** Batches that have landed and about which Kafka still has a word. */
  Collection<BatchId> known() {
    return List.copyOf(landed.keySet());
  }

  /** A message that Kafka does not take, whatever is done. */
  record Refused(long ordinal, String why) {}

  /**
   * Lands a batch, all or nothing.
   *
   * @param forgotten batches whose words are taken back
   * @return a message that is refused; nothing has landed then
   */
  Optional<Refused> land(Messages messages, BatchId batch, Word word, Collection<BatchId> forgotten) {
    producer.beginTransaction();
    Optional<Refused> refused = send(messages);
    if (refused.isPresent()) {
      producer.abortTransaction();
      return refused;
    }
    int partitions = producer.partitionsFor(words.topic()).size();
    forgotten.forEach(other -> producer.send(words.record(partitions, other, null)));
    producer.send(words.record(partitions, batch, word));
    producer.commitTransaction();
    landed.keySet().removeAll(forgotten);
    landed.put(batch, word);
    return Optional.empty();
  }

  /** Sends messages and takes them back. */
  Optional<Refused> attempt(Messages messages) {
    producer.beginTransaction();
    Optional<Refused> refused = send(messages);
    producer.abortTransaction();
    return refused;
  }

  private Optional<Refused> send(Messages messages) {
    Answers answers = new Answers();
    try {
      messages.each(
          message -> {
            producer.send(message.record(), answers.to(message));
            return answers.good();
          });
      producer.flush();
      return answers.all();
    } catch (KafkaException e) {
      // After a failure the producer takes nothing more, and tells only that there was one.
      return answers.outcome().or(() -> { throw e; });
    }
  }

  @Override
  public void close() {
    producer.close(CLOSING);
  }
}
