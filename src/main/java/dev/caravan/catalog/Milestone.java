package dev.caravan.catalog;

/** A moment at which it shows whether a batch survives the end of its process: what was done is durable, what follows is not. */
public enum Milestone {
  /** the raw segment of a batch is whole; the ledger does not know of the batch */
  RAW_DURABLE,
  /** the rows of a batch are computed; its target has none of them */
  LANDING,
  /** the rows of a batch are in its target; no reader sees them */
  PUBLISHING,
  /** the rows of a batch are visible in its target; the ledger does not know */
  LANDED,
  /** the transaction that moves the cursor and notes the counts is open */
  LEDGER_COMMIT,
  /** that transaction is durable; whoever asked for it does not know */
  COMMITTED,
  /** the transaction that queues refused records to be replayed is open */
  REPLAY
}
