package dev.caravan.source.kafka;

/** What becomes of a flow when records were gone before it could read them. */
enum GapPolicy {
  /** it stops, and somebody decides */
  STOP,
  /** it says so, counts them and goes on with the oldest there are */
  SKIP
}
