package dev.caravan.source.kafka;

import dev.caravan.CaravanException;
import dev.caravan.Causes;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/** Tells what failures of Kafka's clients mean. */
final class KafkaFailures {
  private KafkaFailures() {}

  static CaravanException told(KafkaConfig config, RuntimeException failure) {
    if (failure instanceof CaravanException known) {
      return known;
    }
    String brokers = config.login().brokers();
    for (Throwable cause : Causes.of(failure)) {
      if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
        return new CaravanException(
            Problem.of(ErrorCode.KAFKA_REFUSED, null, "The brokers " + brokers + " refuse flow " + config.flow() + ": " + cause.getMessage()), failure);
      }
      if (cause instanceof ConfigException) {
        return new CaravanException(
            Problem.of(ErrorCode.KAMELET_PARAMETER, null, "The client of flow " + config.flow() + " cannot be made: " + cause.getMessage())
                .next("Mend `brokers`, `tls` or `properties` of kafka-batch-source."),
            failure);
      }
    }
    if (!(failure instanceof KafkaException)) {
      return new CaravanException(ErrorCode.FLOW_BUG, "The topics of flow " + config.flow() + " cannot be read: " + failure, failure);
    }
    return new CaravanException(
        Problem.of(ErrorCode.KAFKA_UNREACHABLE, null, "The brokers " + brokers + " do not answer flow " + config.flow() + ": " + failure.getMessage()), failure);
  }
}
