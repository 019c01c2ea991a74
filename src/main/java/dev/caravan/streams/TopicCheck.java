package dev.caravan.streams;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.Problems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Whether the topics of a file are there. Kafka Streams would stop for one it reads, and wait in silence for one it writes. */
final class TopicCheck {
  private static final Duration ANSWER = Duration.ofSeconds(15);

  private TopicCheck() {}

  /**
   * Asks the brokers.
   *
   * @param login properties of the client
   * @throws CaravanException KAFKA_TOPIC with each that is missing
   * @throws KafkaException when they do not answer
   */
  static void require(StreamsFile file, Map<String, String> login) throws InterruptedException {
    List<String> topics = new ArrayList<>(file.sources().values().stream().map(Source::topic).toList());
    topics.addAll(List.of(file.sink().topic(), file.rejects()));
    Problems problems = new Problems();
    try (Admin admin = Admin.create(Map.copyOf(login))) {
      Map<String, KafkaFuture<TopicDescription>> answers = admin.describeTopics(topics).topicNameValues();
      for (String topic : answers.keySet()) {
        if (!exists(answers.get(topic))) {
          problems.add(
              Problem.of(ErrorCode.KAFKA_TOPIC, null, "The topic '" + topic + "' of streams '" + file.name() + "' does not exist")
                  .next("Make the topic, or mend its name in " + file.file() + "; it is looked for again."));
        }
      }
    }
    problems.throwIfAny();
  }

  private static boolean exists(KafkaFuture<TopicDescription> answer) throws InterruptedException {
    try {
      answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("no answer in " + ANSWER.toSeconds() + " s", e);
    }
  }
}
