package dev.caravan.catalog;

import dev.caravan.batch.BatchId;
import dev.caravan.batch.DriftPolicy;
import dev.caravan.batch.Type;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A change of a contract that data asks for and a person decides on. Immutable.
 *
 * @param contract its dataset: {@code retail/order}
 * @param version of the contract the data was compared with
 * @param drift what is different
 * @param policy by which such records are treated until somebody decides
 * @param fingerprint of that contract's columns
 * @param evidence where it was seen
 */
public record DriftProposal(String contract, String version, String fingerprint, Drift drift, DriftPolicy policy, Evidence evidence, State state) {

  /** What is different. */
  public enum Kind {
    /** a field the contract does not have */
    NEW,
    /** a field of the contract that no record of a batch has */
    GONE,
    /** values that a wider type would hold together with the old ones */
    WIDENED,
    /** values written in another way, which the type of the contract can hold */
    NARROWED,
    /** a field that is gone, and a new one whose values look like its */
    RENAMED;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One difference.
   *
   * @param field as records name it; for a column that is gone or came otherwise its name in the contract
   * @param column of the contract, or what it would be called there
   * @param type the column would have; null for one that is gone
   * @param likeness of values, 0 to 1, that makes it a renamed field; else 1
   * @param records of the batch it was seen in
   * @param examples of values, as written
   */
  public record Drift(Kind kind, String field, String column, Type type, double likeness, long records, List<String> examples) {
    public Drift {
      examples = List.copyOf(examples);
    }
  }

  /**
   * Where it was seen.
   *
   * @param records of all batches together
   * @param flows that delivered it, sorted
   */
  public record Evidence(long records, long batches, BatchId lastBatch, List<String> flows, Instant first, Instant last) {
    public Evidence {
      flows = List.copyOf(flows);
    }
  }

  /** What a person has said. */
  public enum State {
    OPEN,
    ACCEPTED,
    /** the contract is right as it is; the same drift is not proposed again */
    DECLINED
  }
}
