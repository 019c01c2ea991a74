package dev.caravan.sink.events;

import dev.caravan.catalog.EventType;
import dev.caravan.source.kafka.KafkaLogin;
import java.net.URI;
import java.util.Set;

/**
 * Where Caravan's own events go.
 *
 * @param source of the events; installations that share a topic have one each
 * @param types that are sent
 * @param warnAt how many may wait before it is said in the log
 */
public record EventsConfig(KafkaLogin login, String topic, URI source, Set<EventType> types, int warnAt) {
  public EventsConfig {
    types = Set.copyOf(types);
  }

  /** The cluster, by the name that its breaker has. */
  String dependency() {
    return "kafka-" + login.brokers().replaceFirst("[:,].*", "");
  }
}
