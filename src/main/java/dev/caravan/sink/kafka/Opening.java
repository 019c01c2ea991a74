package dev.caravan.sink.kafka;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.source.kafka.KafkaClients;
import java.util.HashMap;
import java.util.Map;

/**
 * How a lane is opened.
 *
 * @param login properties of all clients, secrets among them
 * @param properties of the producer beside them
 * @param topic where messages go
 * @param words whose name of the lane it is known by
 */
record Opening(KafkaClients clients, Map<String, String> login, Map<String, String> properties, String topic, BatchWords words) {
  private static final String BATCH_SIZE = "batch.size";

  Opening {
    login = Map.copyOf(login);
    properties = Map.copyOf(properties);
  }

  /**
   * @throws CaravanException KAFKA_TOPIC when there is no such topic, or what {@link BatchWords#read} throws
   * @throws org.apache.kafka.common.KafkaException when brokers do not answer, or refuse
   */
  Lane open() {
    try (Topics topics = new Topics(clients, login)) {
      Topics.Facts target =
          topics
              .find(topic)
              .orElseThrow(() -> new CaravanException(Problem.of(ErrorCode.KAFKA_TOPIC, null, "There is no topic " + topic + " to land in").next("Make the topic, or mend `topic`.")));
      return Lane.open(clients.producer(producer(target)), topic, words, () -> words.read(clients, login, topics));
    }
  }

  private Map<String, String> producer(Topics.Facts target) {
    Map<String, String> all = new HashMap<>(properties);
    all.putAll(login);
    all.putAll(Map.of("transactional.id", words.lane(), "enable.idempotence", "true", "acks", "all"));
    // The client would split a larger request into requests as large as it was, for ever.
    all.merge(BATCH_SIZE, Integer.toString(target.messageBytes()), (wanted, most) -> Long.parseLong(wanted) < Long.parseLong(most) ? wanted : most);
    return all;
  }
}
