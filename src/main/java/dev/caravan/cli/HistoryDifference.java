package dev.caravan.cli;

import dev.caravan.Problem;
import dev.caravan.batch.Reject.Failure;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.deadletter.RowDifference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How history would come out otherwise than it did, with sensitive values hidden.
 *
 * @param notKept inputs that stay as they are, for their raw records are gone
 * @param refused records that would be rejected, and were not
 * @param released records that were rejected, and would not be
 */
record HistoryDifference(List<Input> inputs, int notKept, Verdicts refused, Verdicts released) {

  /**
   * One input.
   *
   * @param problem why nothing of it would land, or null
   * @param rows how its rows would change; null when it would not land
   */
  record Input(BatchRecord whole, long landed, long wouldLand, long rejected, long wouldBeRejected, long deduplicated, long filtered, Problem problem, Rows rows) {}

  /** What can be told of rows. */
  sealed interface Rows {
    /**
     * They were compared.
     *
     * @param wholeInput false when what would go cannot be told, for nothing tells which rows of the target are the input's
     */
    record Compared(RowDifference difference, boolean wholeInput) implements Rows {}

    /** They were not. @param why for people */
    record NotCompared(String why) implements Rows {}
  }

  boolean lands() {
    return inputs.stream().allMatch(input -> input.problem() == null);
  }

  /** Records by reason, with a few of each. Not thread-safe. */
  static final class Verdicts {
    private static final int EXAMPLES = 3;

    private final Map<String, Reason> reasons = new TreeMap<>();
    private long records;

    /** Records that were given one reason; a record may have several. */
    static final class Reason {
      private final Failure failure;
      private final List<Example> examples = new ArrayList<>();
      private long records;

      private Reason(Failure failure) {
        this.failure = failure;
      }

      String field() {
        return failure.field();
      }

      String rule() {
        return failure.rule();
      }

      String required() {
        return failure.required();
      }

      long records() {
        return records;
      }

      List<Example> examples() {
        return List.copyOf(examples);
      }
    }

    /** One record. @param got null for nothing */
    record Example(String record, String got) {}

    void count(long more) {
      records += more;
    }

    void add(String id, Failure failure) {
      Reason reason = reasons.computeIfAbsent(failure.field() + " " + failure.rule() + " " + failure.required(), key -> new Reason(failure));
      reason.records++;
      if (reason.examples.size() < EXAMPLES) {
        reason.examples.add(new Example(id, failure.got()));
      }
    }

    long records() {
      return records;
    }

    Collection<Reason> reasons() {
      return reasons.values();
    }
  }
}
