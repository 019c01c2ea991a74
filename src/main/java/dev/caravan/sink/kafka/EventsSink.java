package dev.caravan.sink.kafka;

import dev.caravan.CaravanException;
import dev.caravan.Secrets;
import dev.caravan.batch.Batch;
import dev.caravan.sink.SinkServices;
import dev.caravan.source.kafka.KafkaClients;

/** Lands batches in a topic as CloudEvents 1.0, each once. Thread-safe. */
public final class EventsSink {
  private final KafkaSink sink;

  /** As a Kamelet makes it. @throws CaravanException KAMELET_PARAMETER: nobody is called yet */
  public EventsSink(SinkServices services, Secrets secrets, KafkaClients clients, Lanes lanes, EventsSinkConfig config) {
    this.sink = new KafkaSink(services, secrets, clients, lanes, config, (batch, key, placing) -> new CloudEventMessages(batch.id(), key, placing, config));
  }

  /** Lands the batch unless it has landed; throws what {@link KafkaSink#commit} throws. */
  public Batch commit(Batch batch) {
    return sink.commit(batch);
  }
}
