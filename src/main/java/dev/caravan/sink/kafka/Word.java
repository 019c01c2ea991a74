package dev.caravan.sink.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.Counts;
import java.io.IOException;
import java.util.Map;

/**
 * That a batch has landed, and what became of its records: stands in Kafka, in the transaction of its messages.
 *
 * @param warnings rule to rows
 */
record Word(long read, long landed, long rejected, long deduplicated, long filtered, Map<String, Long> warnings) {
  private static final ObjectMapper JSON = new ObjectMapper();

  Word {
    warnings = Map.copyOf(warnings);
  }

  static Word of(Counts counts, Map<String, Long> warnings) {
    return new Word(counts.read(), counts.landed(), counts.rejected(), counts.deduplicated(), counts.filtered(), warnings);
  }

  Counts counts() {
    return new Counts(read, landed, rejected, deduplicated, filtered);
  }

  byte[] bytes() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and texts can always be written", e);
    }
  }

  /** @throws CaravanException SINK_TARGET when somebody else has written there */
  static Word read(byte[] bytes) {
    try {
      return JSON.readValue(bytes, Word.class);
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SINK_TARGET, "A word about a batch in Kafka is none of Caravan's: " + e.getMessage(), e);
    }
  }
}
