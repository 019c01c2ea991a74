package dev.caravan.source.kafka;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the brokers about partitions: which there are, where they begin and end. One thread at a time. */
final class Partitions {
  private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);

  private final Consumer<byte[], byte[]> consumer;
  private final KafkaConfig config;
  private final KafkaWatch watch;

  Partitions(Consumer<byte[], byte[]> consumer, KafkaConfig config, KafkaWatch watch) {
    this.consumer = consumer;
    this.config = config;
    this.watch = watch;
  }

  /**
   * All partitions of the topics that are meant.
   *
   * @throws CaravanException KAFKA_TOPIC when a topic that is listed is not there
   */
  List<TopicPartition> all() {
    Map<String, List<PartitionInfo>> topics = consumer.listTopics();
    List<TopicPartition> found = new ArrayList<>();
    Pattern pattern = config.pattern();
    if (pattern != null) {
      topics.forEach(
          (topic, partitions) -> {
            if (pattern.matcher(topic).matches()) {
              partitions.forEach(partition -> found.add(new TopicPartition(topic, partition.partition())));
            }
          });
      return found;
    }
    for (String topic : config.topics()) {
      if (!topics.containsKey(topic)) {
        throw new CaravanException(
            Problem.of(ErrorCode.KAFKA_TOPIC, null, "There is no topic " + topic + " at " + config.login().brokers() + ", or this login may not see it")
                .next("Make the topic, or mend `topics` of flow " + config.flow() + "; a topic is never made by reading it."));
      }
      topics.get(topic).forEach(partition -> found.add(new TopicPartition(topic, partition.partition())));
    }
    return found;
  }

  Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    return consumer.endOffsets(partitions);
  }

  /**
   * Where reading goes on.
   *
   * @param cursors what the ledger says of each; {@link Span#NEVER} when it says nothing
   * @throws CaravanException KAFKA_GAP when what follows a cursor is gone and the flow is to stop then
   */
  Map<TopicPartition, Long> positions(Map<TopicPartition, Long> cursors) {
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(cursors.keySet());
    Map<TopicPartition, Long> ends = ends(cursors.keySet());
    Map<TopicPartition, Long> positions = new HashMap<>();
    List<TopicPartition> never = new ArrayList<>();
    cursors.forEach(
        (partition, cursor) -> {
          if (cursor == Span.NEVER) {
            never.add(partition);
          } else {
            positions.put(partition, onward(Log.of(partition), cursor, begins.get(partition), ends.get(partition)));
          }
        });
    positions.putAll(starts(never, begins, ends));
    return positions;
  }

  private Map<TopicPartition, Long> starts(List<TopicPartition> never, Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> starts = new HashMap<>();
    if (config.fromEarliest() || config.fromLatest() || never.isEmpty()) {
      never.forEach(partition -> starts.put(partition, (config.fromLatest() ? ends : begins).get(partition)));
      return starts;
    }
    Map<TopicPartition, Long> times = new HashMap<>();
    never.forEach(partition -> times.put(partition, config.startTime().toEpochMilli()));
    Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
    never.forEach(partition -> starts.put(partition, found.get(partition) == null ? ends.get(partition) : Long.valueOf(found.get(partition).offset())));
    return starts;
  }

  private long onward(Log log, long cursor, long begin, long end) {
    if (cursor > end) {
      throw gap(
          log + " ends before the offset that is to be read next: it was made anew, or its end was lost", "an end from " + cursor + " on", String.valueOf(end),
          "Nothing was read. A topic that was made anew is read by a flow of another name.");
    }
    return cursor < begin ? behindGap(log, cursor, begin) : cursor;
  }

  /** @return where it goes on */
  long behindGap(Log log, long cursor, long begin) {
    String gone = (begin - cursor) + " offsets of " + log + " were gone before they were read, from " + cursor + " to " + (begin - 1);
    if (config.onGap() == GapPolicy.STOP) {
      throw gap(
          gone, "the records from " + cursor + " on", "those from " + begin + " on",
          "Get them from elsewhere if they count; then go on with `onGap: skip` on flow " + config.flow() + ". Raise the topic's retention.");
    }
    LOG.warn("Flow {} goes on behind a gap: {}", config.flow(), gone);
    watch.missed(config.flow(), begin - cursor);
    return begin;
  }

  private static CaravanException gap(String what, String required, String got, String next) {
    return new CaravanException(Problem.of(ErrorCode.KAFKA_GAP, null, what).required(required, got).next(next));
  }
}
