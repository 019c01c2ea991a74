package dev.caravan.sink.kafka;

import dev.caravan.source.kafka.KafkaClients;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka's own clients, configured by nothing else. */
final class PlainClients implements KafkaClients {

  @Override
  public Consumer<byte[], byte[]> consumer(Map<String, String> properties) {
    return new KafkaConsumer<>(new HashMap<>(properties), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public Producer<byte[], byte[]> producer(Map<String, String> properties) {
    return new KafkaProducer<>(new HashMap<>(properties), new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public Admin admin(Map<String, String> properties) {
    return Admin.create(new HashMap<>(properties));
  }
}
