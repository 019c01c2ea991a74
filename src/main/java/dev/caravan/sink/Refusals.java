package dev.caravan.sink;

import dev.caravan.FailureClass;
import dev.caravan.failure.FailureFacts;
import dev.caravan.failure.FailureTable;
import java.util.Optional;

/**
 * What becomes of rows that a target refuses.
 *
 * @param failures the table that tells a refused row from a target that is ill
 * @param atMost rows of a batch that may be rejected for it
 */
public record Refusals(FailureTable failures, int atMost) {

  /** Whether a failure is that of single rows. */
  public boolean concerns(Throwable failure) {
    return failures.verdict(FailureFacts.of(failure, cause -> Optional.empty())).failureClass() == FailureClass.POISON;
  }
}
