package dev.caravan.batch;

/** What becomes of a row. The numbers travel through the engine's SQL as column {@code _fate}. */
enum Fate {
  LANDED,
  REJECTED,
  FILTERED,
  DEDUPLICATED,
  /** lands as a tombstone: no step but the last look at its key decides about it */
  DELETED;

  /** SQL condition of the rows that land. */
  static final String LANDS = "_fate IN (" + LANDED.number() + ", " + DELETED.number() + ")";

  int number() {
    return ordinal();
  }
}
