package dev.caravan.source.kafka;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;

/** Makes clients of Kafka. Implementations are thread-safe; what they make is not. */
@FunctionalInterface
public interface KafkaClients {

  /**
   * A consumer of keys and values as bytes; the caller closes it.
   *
   * @param properties as Kafka names them; they go before what is configured for all
   * @throws org.apache.kafka.common.KafkaException when they cannot be
   */
  Consumer<byte[], byte[]> consumer(Map<String, String> properties);
}
