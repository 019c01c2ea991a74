package dev.caravan.source.kafka;

import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Makes clients of Kafka, which the caller closes. Properties are as Kafka names them; they go before what is configured
 * for all. Implementations are thread-safe; consumers and producers that they make are not shared.
 */
public interface KafkaClients {

  /**
   * A consumer of keys and values as bytes.
   *
   * @throws org.apache.kafka.common.KafkaException when they cannot be
   */
  Consumer<byte[], byte[]> consumer(Map<String, String> properties);

  /**
   * A producer of keys and values as bytes.
   *
   * @throws org.apache.kafka.common.KafkaException when they cannot be
   */
  Producer<byte[], byte[]> producer(Map<String, String> properties);

  /**
   * A client that asks for topics and makes them.
   *
   * @throws org.apache.kafka.common.KafkaException when they cannot be
   */
  Admin admin(Map<String, String> properties);
}
