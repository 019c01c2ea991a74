package dev.caravan.source.kafka;

import dev.caravan.CaravanException;
import dev.caravan.Causes;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;

/** Tells what failures of Kafka's clients mean. */
public final class KafkaFailures {
  /** What the client says of hosts that have no address, as if somebody had written them wrong. */
  private static final String NO_HOST = "No resolvable bootstrap urls";

  private KafkaFailures() {}

  static CaravanException told(KafkaConfig config, RuntimeException failure) {
    return told("kafka-batch-source", config.login().brokers(), config.flow(), failure);
  }

  /** @param kamelet whose parameters say how the brokers are reached */
  public static CaravanException told(String kamelet, String brokers, String flow, RuntimeException failure) {
    if (failure instanceof CaravanException known) {
      return known;
    }
    if (failure instanceof CallNotPermittedException || failure instanceof BulkheadFullException) {
      return new CaravanException(
          Problem.of(ErrorCode.KAFKA_UNREACHABLE, null, "The brokers " + brokers + " are not asked for flow " + flow + ": " + failure.getMessage()), failure);
    }
    for (Throwable cause : Causes.of(failure)) {
      if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
        return new CaravanException(
            Problem.of(ErrorCode.KAFKA_REFUSED, null, "The brokers " + brokers + " refuse flow " + flow + ": " + cause.getMessage()), failure);
      }
      if (cause instanceof ConfigException && !cause.getMessage().startsWith(NO_HOST)) {
        return new CaravanException(
            Problem.of(ErrorCode.KAMELET_PARAMETER, null, "The client of flow " + flow + " cannot be made: " + cause.getMessage())
                .next("Mend `brokers`, `tls` or `properties` of " + kamelet + "."),
            failure);
      }
    }
    if (!(failure instanceof KafkaException)) {
      return new CaravanException(ErrorCode.FLOW_BUG, "The topics of flow " + flow + " cannot be used: " + failure, failure);
    }
    String told = Causes.first(failure, ConfigException.class).map(Throwable::getMessage).orElseGet(failure::getMessage);
    return new CaravanException(Problem.of(ErrorCode.KAFKA_UNREACHABLE, null, "The brokers " + brokers + " do not answer flow " + flow + ": " + told), failure);
  }
}
