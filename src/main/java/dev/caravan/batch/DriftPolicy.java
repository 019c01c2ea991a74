package dev.caravan.batch;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is done when a field comes otherwise than its contract says. */
public enum DriftPolicy {
  /** a new field lands at once, in a column of its own */
  EVOLVE,
  /** a record with the field is a reject, to be replayed once the contract knows it */
  QUARANTINE,
  /** the contract's columns land and nothing else; the field is counted */
  FREEZE,
  /** the field lands as JSON in {@link DriftRules#VARIANT_COLUMN} */
  VARIANT;

  /** As contracts write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<DriftPolicy> of(String word) {
    return Arrays.stream(values()).filter(policy -> policy.word().equals(word.strip().toLowerCase(Locale.ROOT))).findFirst();
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(DriftPolicy::word).toList();
  }
}
