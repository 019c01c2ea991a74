package dev.caravan.cli.crash;

import java.nio.file.Path;
import java.util.Random;

/** The records of a topic, made for the test at brokers that are there and removed behind it. */
final class SeededTopic extends SeededAmounts {
  static final String NAME = "kafka";
  private static final int BATCHES = 10;

  private final CrashTopics topics;
  private final String topic;
  private final int batchRows;

  SeededTopic(long seed, int count, String brokers) {
    this(seed, new Random(seed), count, brokers);
  }

  private SeededTopic(long seed, Random random, int count, String brokers) {
    super(random, count);
    this.topics = new CrashTopics(brokers);
    this.topic = "caravan-crash-test-" + Long.toHexString(seed) + "-" + Long.toHexString(System.nanoTime());
    this.batchRows = Math.max(1, count / BATCHES);
    topics.make(topic);
    topics.send(topic, records(), random);
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
        .formatted(topics.brokers(), topic, batchRows);
  }

  @Override
  public void close() {
    topics.remove(topic);
  }
}
