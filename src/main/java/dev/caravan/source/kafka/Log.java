package dev.caravan.source.kafka;

import java.util.Comparator;
import org.apache.kafka.common.TopicPartition;

/** A partition of a topic, in an order of its own; the ledger's cursors bear its text as name. Immutable. */
public record Log(String topic, int partition) implements Comparable<Log> {
  private static final Comparator<Log> ORDER = Comparator.comparing(Log::topic).thenComparingInt(Log::partition);

  static Log of(TopicPartition partition) {
    return new Log(partition.topic(), partition.partition());
  }

  TopicPartition partitionOfTopic() {
    return new TopicPartition(topic, partition);
  }

  @Override
  public int compareTo(Log other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return topic + "/" + partition;
  }
}
