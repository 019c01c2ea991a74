package dev.caravan.cli.crash;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The topics that flows of a user read in a crash test, the same in each of its rounds. Immutable once it is made. */
final class SeededTopics implements AutoCloseable {
  private static final int BATCHES = 10;

  private final CrashTopics topics;
  private final String prefix;
  private final Map<String, Integer> records = new TreeMap<>();

  /**
   * @param topics null when there are no brokers
   * @param seed of a test; two tests at once may have the same
   * @param lines by flow, of those that read a topic; the others read files
   */
  SeededTopics(CrashTopics topics, long seed, Map<String, List<String>> lines) {
    this.topics = topics;
    this.prefix = "caravan-crash-test-" + Long.toHexString(seed) + "-" + Long.toHexString(System.nanoTime());
    lines.forEach(
        (flow, values) -> {
          records.put(flow, values.size());
          topics.make(topic(flow));
          topics.send(topic(flow), values, new Random(seed));
        });
  }

  CrashTopics topics() {
    return topics;
  }

  /** What the names of all topics of the test begin with. */
  String prefix() {
    return prefix;
  }

  boolean has(String flow) {
    return records.containsKey(flow);
  }

  private String topic(String flow) {
    return prefix + "-from-" + flow;
  }

  /** What a source has to be told to read the topic of that flow. */
  Map<String, Object> parameters(String flow) {
    return Map.of("brokers", topics.brokers(), "topics", topic(flow), "batchRows", Math.max(1, records.get(flow) / BATCHES));
  }

  @Override
  public void close() {
    if (!records.isEmpty()) {
      topics.remove(prefix + "-from-");
    }
  }
}
