package dev.caravan.sink.events;

import dev.caravan.catalog.Outbox;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import org.apache.kafka.clients.producer.ProducerRecord;

/** An event of the outbox as a CloudEvent in binary mode. The subject is the key, so that its events keep their order. */
final class EventMessage {
  private EventMessage() {}

  static ProducerRecord<byte[], byte[]> of(Outbox.Waiting event, EventsConfig config) {
    CloudEvent told =
        CloudEventBuilder.v1()
            .withId(event.id())
            .withType(event.type().type())
            .withSource(config.source())
            .withSubject(event.subject())
            .withTime(event.occurred().atOffset(ZoneOffset.UTC))
            .withDataSchema(URI.create(event.type().schema()))
            .withDataContentType("application/json")
            .withData(event.data().getBytes(StandardCharsets.UTF_8))
            .build();
    return KafkaMessageFactory.<byte[]>createWriter(config.topic(), null, event.subject().getBytes(StandardCharsets.UTF_8)).writeBinary(told);
  }
}
