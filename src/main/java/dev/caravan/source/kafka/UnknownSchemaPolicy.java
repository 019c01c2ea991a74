package dev.caravan.source.kafka;

/** What becomes of a record whose schema nobody knows. */
enum UnknownSchemaPolicy {
  /** the flow stops before it, and somebody decides */
  STOP,
  /** it is a reject */
  REJECT
}
