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
public final class KafkaFailures {
  private KafkaFailures() {}

  static CaravanException told(KafkaConfig config, RuntimeException failure) {
    return told("kafka-batch-source", config.login().brokers(), config.flow(), failure);
  }

  /** @param kamelet whose parameters say how the brokers are reached */
  public static CaravanException told(String kamelet, String brokers, String flow, RuntimeException failure) {
    if (failure instanceof CaravanException known) {
      return known;
    }
    for (Throwable cause : Causes.of(failure)) {
      if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
        return new CaravanException(
            Problem.of(ErrorCode.KAFKA_REFUSED, null, "The brokers " + brokers + " refuse flow " + flow + ": " + cause.getMessage()), failure);
      }
      if (cause instanceof ConfigException) {
        return new CaravanException(
            Problem.of(ErrorCode.KAMELET_PARAMETER, null, "The client of flow " + flow + " cannot be made: " + cause.getMessage())
                .next("Mend `brokers`, `tls` or `properties` of " + kamelet + "."),
            failure);
      }
    }
    if (!(failure instanceof KafkaException)) {
      return new CaravanException(ErrorCode.FLOW_BUG, "The topics of flow " + flow + " cannot be used: " + failure, failure);
    }
    return new CaravanException(
        Problem.of(ErrorCode.KAFKA_UNREACHABLE, null, "The brokers " + brokers + " do not answer flow " + flow + ": " + failure.getMessage()), failure);
  }
}
