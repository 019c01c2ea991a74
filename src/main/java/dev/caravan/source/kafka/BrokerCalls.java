package dev.caravan.source.kafka;

import dev.caravan.CaravanException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Asks brokers by the rules of their cluster. To wait for records is no such call: it takes as long as there are none,
 * and does not tell brokers that are silent from those that have nothing.
 */
record BrokerCalls(CircuitBreaker breaker, KafkaConfig config) {

  /** Whether nobody doubts that calls are answered. */
  boolean trusted() {
    return switch (breaker.getState()) {
      case CLOSED, DISABLED, METRICS_ONLY -> true;
      case OPEN, HALF_OPEN, FORCED_OPEN -> false;
    };
  }

  /**
   * @throws CaravanException what {@link KafkaFailures} tells
   * @throws io.github.resilience4j.circuitbreaker.CallNotPermittedException when the breaker is open
   * @throws io.github.resilience4j.bulkhead.BulkheadFullException when no permit becomes free in time
   */
  <T> T make(Supplier<T> call) {
    breaker.acquirePermission();
    long began = breaker.getCurrentTimestamp();
    T answer;
    try {
      answer = call.get();
    } catch (WakeupException | InterruptException e) {
      // We have not waited for the answer, which says nothing of the brokers.
      breaker.releasePermission();
      throw e;
    } catch (RuntimeException e) {
      CaravanException told = KafkaFailures.told(config, e);
      breaker.onError(breaker.getCurrentTimestamp() - began, breaker.getTimestampUnit(), told);
      throw told;
    }
    breaker.onSuccess(breaker.getCurrentTimestamp() - began, breaker.getTimestampUnit());
    return answer;
  }
}
