package dev.caravan.source.kafka;

/** A value is not what its topic should have: the record becomes a reject. */
class UnreadableValue extends Exception {
  private static final long serialVersionUID = 1L;

  /** @param why in words for who looks at the reject */
  UnreadableValue(String why) {
    super(why);
  }

  UnreadableValue(String why, Throwable cause) {
    super(why, cause);
  }
}
