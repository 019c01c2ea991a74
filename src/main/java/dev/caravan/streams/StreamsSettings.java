package dev.caravan.streams;

import dev.caravan.Secrets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** What Kafka Streams is told for a file. */
final class StreamsSettings {
  private StreamsSettings() {}

  /** @param state folder for what steps remember; each process has its own */
  static Properties of(StreamsFile file, Secrets secrets, Path state) {
    Map<String, Object> settings = new HashMap<>(file.login().properties(secrets));
    settings.putAll(file.properties());
    settings.putAll(base(file, state));
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, file.threads());
    settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, file.standby());
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    // At a clean end others go on at once, and not when the session is over.
    settings.put(StreamsConfig.consumerPrefix("internal.leave.group.on.close"), true);
    Properties properties = new Properties();
    properties.putAll(settings);
    return properties;
  }

  /** The same without brokers. */
  static Properties ofTrial(StreamsFile file, Path state) {
    Properties properties = new Properties();
    properties.putAll(base(file, state));
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    return properties;
  }

  private static Map<String, Object> base(StreamsFile file, Path state) {
    return Map.of(
        StreamsConfig.APPLICATION_ID_CONFIG, file.name(),
        StreamsConfig.STATE_DIR_CONFIG, state.toString(),
        StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2,
        StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedState.class);
  }
}
