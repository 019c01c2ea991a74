package dev.caravan.api;

import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Reject.Failure;
import dev.caravan.deadletter.Choice;
import java.util.List;

/** Tells what would become of rejects in their flows as these stand now; nothing lands. It takes seconds. */
public interface Trials {
  /** One result for each batch in which rejects were chosen. */
  List<Result> run(Choice choice);

  /**
   * What would become of rejects of a batch.
   *
   * @param contract that checked the records, or null
   * @param problem why the batch would fail as a whole, or null
   */
  record Result(String flow, BatchId of, String contract, long landed, List<Refused> refused, long deduplicated, long filtered, Problem problem) {
    public Result {
      refused = List.copyOf(refused);
    }

    long rejected() {
      return refused.stream().mapToLong(Refused::ordinal).distinct().count();
    }
  }

  /** A reason why a record would be rejected again. */
  record Refused(long ordinal, Failure failure) {}
}
