package dev.caravan.batch;

/** What becomes of a row. The numbers travel through the engine's SQL as column {@code _fate}. */
enum Fate {
  LANDED,
  REJECTED,
  FILTERED,
  DEDUPLICATED;

  int number() {
    return ordinal();
  }
}
