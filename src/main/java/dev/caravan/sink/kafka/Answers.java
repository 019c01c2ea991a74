package dev.caravan.sink.kafka;

import java.util.Optional;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** What Kafka answers to the messages of one attempt. Thread-safe. */
final class Answers {
  private long awaited;
  private Lane.Refused refused;
  private Exception failed;

  /** Hears the answer to a message that is about to be sent. */
  synchronized Callback to(Message message) {
    awaited++;
    return (place, failure) -> answered(message, failure);
  }

  private synchronized void answered(Message message, Exception failure) {
    awaited--;
    if (refused == null && (failure instanceof RecordTooLargeException || failure instanceof InvalidRecordException)) {
      refused = new Lane.Refused(message.ordinal(), failure.getMessage());
    } else if (failed == null && failure != null) {
      failed = failure;
    }
    notifyAll();
  }

  /** Whether all answers so far are good. */
  synchronized boolean good() {
    return refused == null && failed == null;
  }

  /**
   * Waits for the answers to all messages: a flush does not wait for those of a request that was too large and is sent
   * in parts. Kafka answers each within its delivery.timeout.ms.
   *
   * @return the first that is refused
   * @throws KafkaException the first failure, when none is refused
   */
  synchronized Optional<Lane.Refused> all() {
    try {
      while (awaited > 0) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
    return outcome();
  }

  /** The same, of the answers that are there. */
  synchronized Optional<Lane.Refused> outcome() {
    if (refused == null && failed != null) {
      throw failed instanceof KafkaException known ? known : new KafkaException(failed);
    }
    return Optional.ofNullable(refused);
  }
}
