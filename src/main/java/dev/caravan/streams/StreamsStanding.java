package dev.caravan.streams;

/**
 * How a file of streams stands.
 *
 * @param lag records in the topics this process reads which it has not read yet
 * @param reason without addresses and values; empty when all is well
 */
public record StreamsStanding(State state, long lag, String reason) {

  /** Told as its number in metrics, so new ones go to the end. */
  public enum State {
    /** the brokers or topics are not there yet, or partitions are being handed over */
    WAITING,
    RUNNING,
    /** it has failed and is started again after a while */
    FAILED,
    STOPPED
  }
}
