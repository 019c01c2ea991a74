package dev.caravan.streams;

/** Headers that tell of a record where it comes from and why it was refused. */
final class Headers {
  /** topic/partition/offset of the message it was read from */
  static final String ORIGIN = "caravan-origin";
  static final String STREAMS = "caravan-streams";
  static final String STEP = "caravan-step";
  static final String RULE = "caravan-rule";
  static final String REASON = "caravan-reason";

  private Headers() {}
}
