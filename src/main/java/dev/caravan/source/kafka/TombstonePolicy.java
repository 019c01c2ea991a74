package dev.caravan.source.kafka;

/** What becomes of a record without a value, which says that its key is gone. */
enum TombstonePolicy {
  /** it is a reject: nobody has said what it means */
  REJECT,
  /** a row with its key that is marked as deleted */
  ROW
}
