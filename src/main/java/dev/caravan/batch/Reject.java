package dev.caravan.batch;

import java.util.List;

/**
 * A record that was refused, with every reason and its raw form.
 *
 * @param ordinal 0-based number of the record in its segment: the key of a reject in its batch
 * @param pointer where it stood in the source
 * @param raw its bytes as they were delivered (decompressed); of a record longer than {@link #RAW_LIMIT}
 *     the first part, the whole stands in the segment at the pointer
 * @param step that refused it: {@code read}, {@code calculate}, {@code filter}, {@code lookup}, {@code check}, {@code land}; null
 *     when that is not known
 */
public record Reject(long ordinal, SourcePointer pointer, List<Failure> failures, byte[] raw, String step) {
  /** Bytes of a record that a reject carries at most. */
  public static final int RAW_LIMIT = 1 << 20;

  public Reject {
    failures = List.copyOf(failures);
  }

  /** Refused by a step that nobody names. */
  public Reject(long ordinal, SourcePointer pointer, List<Failure> failures, byte[] raw) {
    this(ordinal, pointer, failures, raw, null);
  }

  /**
   * One broken rule.
   *
   * @param field column or source field; null when the record as a whole is meant
   * @param rule short stable name: {@code malformed}, {@code type}, {@code required}, {@code minimum} …
   * @param required what would have been right
   * @param got what was found, shortened to 200 characters; null for a missing value
   */
  public record Failure(String field, String rule, String required, String got) {}
}
