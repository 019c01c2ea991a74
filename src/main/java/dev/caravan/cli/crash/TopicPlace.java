package dev.caravan.cli.crash;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.catalog.Ledger.BatchRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Topics of a cluster, one a table, as a reader of committed messages sees them. */
final class TopicPlace implements LandingPlace {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BATCH = "caravan-batch";

  private final CrashTopics topics;
  private final String round;

  /** @param round name that no other round has */
  TopicPlace(String brokers, String round) {
    this.topics = new CrashTopics(brokers);
    this.round = round;
  }

  @Override
  public String name() {
    return Target.KAFKA;
  }

  @Override
  public String sink(String table) {
    topics.make(topic(table));
    return """
        uri: kamelet:kafka-sink
        parameters:
          brokers: "%s"
          topic: %s
          batches: %s
          transactions: %s
        """
        .formatted(topics.brokers(), topic(table), batches(), round);
  }

  private String topic(String table) {
    return round + "-" + table;
  }

  private String batches() {
    return round + "-caravan-batches";
  }

  @Override
  public Map<String, String> settings() {
    return Map.of();
  }

  @Override
  public List<Long> keys(String table) {
    return topics.committed(topic(table)).stream().map(TopicPlace::id).toList();
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
    topics.committed(topic(table)).forEach(message -> rows.merge(new String(message.headers().lastHeader(BATCH).value(), StandardCharsets.UTF_8), 1L, Long::sum));
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
    topics.remove(round + "-");
  }
}
