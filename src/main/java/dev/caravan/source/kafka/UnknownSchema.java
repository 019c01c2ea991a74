package dev.caravan.source.kafka;

/** Nobody can say what a value means: the registry has no schema of its id, or not one that can be read here. */
final class UnknownSchema extends UnreadableValue {
  private static final long serialVersionUID = 1L;

  UnknownSchema(String why) {
    super(why);
  }
}
