package dev.caravan.sink.events;

import dev.caravan.Secrets;
import dev.caravan.catalog.Outbox;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends events in transactions of Kafka under one name: who opens the producer shuts out whoever held it before, so that
 * a process that stood still sends nothing behind what its successor has sent. One thread.
 */
class EventProducer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventProducer.class);
  private static final Duration CLOSING = Duration.ofSeconds(5);
  private static final Map<String, Object> LIMITS = Map.of("max.block.ms", "15000", "request.timeout.ms", "10000", "delivery.timeout.ms", "20000");

  private final EventsConfig config;
  private final Secrets secrets;
  private final Function<Map<String, Object>, Producer<byte[], byte[]>> producers;
  /** null until it is needed, and after a failure */
  private Producer<byte[], byte[]> open;

  EventProducer(EventsConfig config, Secrets secrets) {
    this(config, secrets, properties -> new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer()));
  }

  /** @param producers makes a producer of properties as Kafka names them */
  EventProducer(EventsConfig config, Secrets secrets, Function<Map<String, Object>, Producer<byte[], byte[]>> producers) {
    this.config = config;
    this.secrets = secrets.usedBy("events");
    this.producers = producers;
  }

  /**
   * Sends all in their order; durable when it returns.
   *
   * @throws org.apache.kafka.common.KafkaException when it is not known whether they are sent
   */
  void send(List<Outbox.Waiting> events) {
    try {
      if (open == null) {
        open = producers.apply(properties());
        open.initTransactions();
      }
      open.beginTransaction();
      events.forEach(event -> open.send(EventMessage.of(event, config)));
      open.commitTransaction();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = new HashMap<>(LIMITS);
    properties.putAll(config.login().properties(secrets));
    properties.put("transactional.id", "caravan-events-" + config.source());
    return properties;
  }

  @Override
  public void close() {
    if (open != null) {
      try {
        open.close(CLOSING);
      } catch (RuntimeException e) {
        LOG.debug("A producer does not close", e);
      }
      open = null;
    }
  }
}
