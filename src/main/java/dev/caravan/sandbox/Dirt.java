package dev.caravan.sandbox;

/** What is wrong with a generated record, and what a correct flow makes of it. */
public enum Dirt {
  MALFORMED(Outcome.REJECTED),
  RAGGED_ROW(Outcome.REJECTED),
  WRONG_ENCODING(Outcome.REJECTED),
  WRONG_TYPE(Outcome.REJECTED),
  MISSING_KEY(Outcome.REJECTED),
  BLANK_FIELD(Outcome.REJECTED),
  BAD_EMAIL(Outcome.REJECTED),
  BAD_STATUS(Outcome.REJECTED),
  NEGATIVE_NUMBER(Outcome.REJECTED),
  UNKNOWN_CURRENCY(Outcome.REJECTED),
  UNKNOWN_CUSTOMER(Outcome.REJECTED),
  UNKNOWN_PRODUCT(Outcome.REJECTED),
  /** a clean record delivered once more */
  DUPLICATE(Outcome.DEDUPLICATED),
  /** a clean record that the shop made to try itself out */
  TEST_RECORD(Outcome.FILTERED);

  /** Where the record is counted. */
  public enum Outcome {
    REJECTED,
    DEDUPLICATED,
    FILTERED
  }

  private final Outcome outcome;

  Dirt(Outcome outcome) {
    this.outcome = outcome;
  }

  public Outcome outcome() {
    return outcome;
  }
}
