package dev.caravan.deadletter;

/** What has become of a reject. */
public enum RejectStatus {
  OPEN,
  /** it went through a flow again, in a batch of its own */
  REPLAYED,
  /** somebody decided that it is not needed */
  DROPPED
}
