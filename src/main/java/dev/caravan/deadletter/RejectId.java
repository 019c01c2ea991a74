package dev.caravan.deadletter;

import dev.caravan.batch.BatchId;
import java.util.Optional;

/**
 * Which reject: {@code <batch>:<ordinal>}, as it is shown to people.
 *
 * @param ordinal number of the record in its batch, from 0
 */
public record RejectId(BatchId batch, long ordinal) {

  /** Empty for a text that is no id. */
  public static Optional<RejectId> of(String text) {
    int colon = text.lastIndexOf(':');
    return colon > 0 && text.substring(colon + 1).matches("\\d{1,18}")
        ? Optional.of(new RejectId(new BatchId(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1))))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return batch + ":" + ordinal;
  }
}
