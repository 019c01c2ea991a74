package dev.caravan.streams;

import dev.caravan.source.kafka.KafkaLogin;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file of streams, read and checked.
 *
 * @param file as the user named it
 * @param name by which the brokers know it: of its group, its state and its transactions
 * @param properties of the clients beside those of the login
 * @param threads of this process that work on it
 * @param standby further processes that keep a copy of each state
 * @param sources by name, in their order
 * @param from name of the source that goes through the steps
 * @param rejects topic for records that go nowhere else
 */
public record StreamsFile(
    String file,
    String name,
    KafkaLogin login,
    Map<String, String> properties,
    int threads,
    int standby,
    Map<String, Source> sources,
    String from,
    List<Step> steps,
    Sink sink,
    String rejects) {
  /** What the names of such files end with. */
  public static final List<String> ENDINGS = List.of(".streams.yaml", ".streams.yml");

  public StreamsFile {
    properties = Map.copyOf(properties);
    sources = Collections.unmodifiableMap(new LinkedHashMap<>(sources));
    steps = List.copyOf(steps);
  }

  /** Whether a file is one by its name. */
  public static boolean isNamed(String name) {
    return ENDINGS.stream().anyMatch(name::endsWith);
  }

  /**
   * Where records go in the end.
   *
   * @param key fields of the messages' keys; empty for messages without keys
   */
  record Sink(String topic, List<String> key) {
    Sink {
      key = List.copyOf(key);
    }
  }

  Source source() {
    return sources.get(from);
  }

  /** The source of a topic. */
  Optional<Source> source(String topicOrName) {
    return sources.values().stream().filter(source -> source.topic().equals(topicOrName) || source.name().equals(topicOrName)).findFirst();
  }
}
