package dev.caravan.runtime;

import dev.caravan.source.kafka.KafkaClients;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes clients as Camel's Kafka component does, so that what is configured for it ({@code camel.component.kafka.*})
 * holds for sources and sinks too. Thread-safe.
 */
public final class KafkaThroughCamel implements KafkaClients, CamelContextAware {
  private CamelContext camel;

  @Override
  public void setCamelContext(CamelContext camel) {
    this.camel = camel;
  }

  @Override
  public CamelContext getCamelContext() {
    return camel;
  }

  @Override
  @SuppressWarnings("unchecked")
  public Consumer<byte[], byte[]> consumer(Map<String, String> properties) {
    Properties whole = configuration().createConsumerProperties();
    whole.putAll(properties);
    whole.put("key.deserializer", ByteArrayDeserializer.class.getName());
    whole.put("value.deserializer", ByteArrayDeserializer.class.getName());
    if ("consumer".equals(whole.get("group.protocol"))) {
      // The brokers decide on these then, and the client refuses them.
      whole.keySet().removeAll(List.of("session.timeout.ms", "heartbeat.interval.ms", "partition.assignment.strategy"));
    }
    return factory().getConsumer(whole);
  }

  @Override
  @SuppressWarnings("unchecked")
  public Producer<byte[], byte[]> producer(Map<String, String> properties) {
    Properties whole = configuration().createProducerProperties();
    whole.putAll(properties);
    whole.put("key.serializer", ByteArraySerializer.class.getName());
    whole.put("value.serializer", ByteArraySerializer.class.getName());
    return factory().getProducer(whole);
  }

  @Override
  public Admin admin(Map<String, String> properties) {
    Properties whole = configuration().createConsumerProperties();
    whole.keySet().retainAll(AdminClientConfig.configNames());
    whole.putAll(properties);
    return Admin.create(whole);
  }

  private KafkaComponent component() {
    return camel.getComponent("kafka", KafkaComponent.class);
  }

  private KafkaConfiguration configuration() {
    return component().getConfiguration().copy();
  }

  private KafkaClientFactory factory() {
    KafkaClientFactory own = component().getKafkaClientFactory();
    return own == null ? new DefaultKafkaClientFactory() : own;
  }
}
