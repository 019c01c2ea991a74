package dev.caravan.sink.kafka;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.source.kafka.KafkaClients;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks a cluster for its topics. One thread. */
final class Topics implements AutoCloseable {
  private static final int ATTEMPTS = 1000;

  private final Admin admin;

  /** @param login properties of the client */
  Topics(KafkaClients clients, Map<String, String> login) {
    this.admin = clients.admin(login);
  }

  /**
   * What is asked of a topic.
   *
   * @param cleanup how it forgets: {@code compact}, {@code delete}
   * @param messageBytes the largest request it takes for a partition
   */
  record Facts(int partitions, String cleanup, int messageBytes) {}

  Optional<Facts> find(String topic) {
    try {
      int partitions = answer(admin.describeTopics(List.of(topic)).topicNameValues().get(topic)).partitions().size();
      ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
      Config config = answer(admin.describeConfigs(List.of(resource)).all()).get(resource);
      return Optional.of(
          new Facts(partitions, config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value(), Integer.parseInt(config.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG).value())));
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.empty();
    }
  }

  /** Makes a topic that keeps the last record of each key; somebody else may do so at the same time. */
  Facts make(String topic, int partitions) {
    Map<String, String> kept = Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
    try {
      answer(admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(kept))).all());
    } catch (TopicExistsException e) {
      // Another was faster: it is there all the same.
      return found(topic);
    }
    return found(topic);
  }

  // Brokers do not know of a new topic all at once.
  private Facts found(String topic) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<Facts> facts = find(topic);
      if (facts.isPresent()) {
        return facts.get();
      }
    }
    throw new CaravanException(ErrorCode.SINK_TARGET, "Topic " + topic + " was made and does not show");
  }

  /** Behind the last record of a partition, those of open transactions among them. */
  long end(TopicPartition partition) {
    return answer(admin.listOffsets(Map.of(partition, OffsetSpec.latest())).partitionResult(partition)).offset();
  }

  private static <T> T answer(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
