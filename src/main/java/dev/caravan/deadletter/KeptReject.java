package dev.caravan.deadletter;

import dev.caravan.batch.BatchId;
import dev.caravan.batch.Reject.Failure;
import dev.caravan.batch.SourcePointer;
import java.time.Instant;
import java.util.List;

/**
 * A reject as it is kept, without its raw bytes.
 *
 * @param ordinal 0-based number of the record in its batch
 * @param contract that it broke, or null
 * @param version of the contract, or null
 * @param step that refused it, or null when that was not noted
 * @param attempts how often it went through its flow
 * @param failures in the order they were found; never empty unless the record came without reason
 */
public record KeptReject(
    BatchId batch,
    long ordinal,
    String flow,
    SourcePointer pointer,
    String contract,
    String version,
    String step,
    int attempts,
    Instant firstSeen,
    Instant lastSeen,
    RejectStatus status,
    List<Failure> failures) {
  public KeptReject {
    failures = List.copyOf(failures);
  }

  /** Short and stable: {@code <batch>:<ordinal>}. */
  public String id() {
    return batch + ":" + ordinal;
  }
}
