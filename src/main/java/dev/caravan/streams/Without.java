package dev.caravan.streams;

import java.util.Locale;

/** What becomes of a record that finds none to go with. */
enum Without {
  /** it goes to the rejects */
  REJECT,
  /** it goes on, with nulls */
  KEEP,
  /** it is filtered */
  DROP;

  /** @param word as files write it */
  static Without of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
