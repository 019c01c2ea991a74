package dev.caravan.batch;

import java.util.List;

/** Takes rejects while a batch is landing. A call returns when they are durable (I5) or throws. */
public interface RejectStore {

  /**
   * Keeps these rejects of a batch. Called several times a batch with disjoint ordinals; the same
   * (batch, ordinal) again replaces what is there, so a repeated attempt leaves no doubles.
   */
  void keep(BatchId batch, List<Reject> rejects);

  /**
   * Forgets what earlier attempts of a batch have kept; called when an attempt begins, so that a
   * record that is good this time is not a reject any more. A store without memory has nothing to do.
   */
  default void clear(BatchId batch) {}

  /**
   * The store as one batch uses it, which knows what its rejects belong to.
   *
   * @param contract name of the contract that checks the batch, or null
   * @param version its version, or null
   */
  default RejectStore forBatch(String flow, String contract, String version) {
    return this;
  }
}
