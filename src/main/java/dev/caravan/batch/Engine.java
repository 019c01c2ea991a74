package dev.caravan.batch;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;

/** The in-process DuckDB that computes batches. Thread-safe; close it last. */
public final class Engine implements AutoCloseable {

  public Engine(EngineConfig config) {}

  /**
   * Runs a batch's steps in one fused pass: landing rows into Parquet files below the folder, rejects
   * into the store. Nothing is visible to readers; the same call again starts afresh.
   *
   * @throws dev.caravan.CaravanException CONTRACT_DATASET_RULE when a batch-level rule failed,
   *     UNBALANCED, EXPRESSION_INVALID, REJECT_STORE …
   */
  public Staged stage(Batch batch, StageOptions options, Path folder, RejectStore rejects) {
    throw new IllegalStateException();
  }

  Iterator<Map<String, Object>> rows(Batch batch) {
    throw new IllegalStateException();
  }

  @Override
  public void close() {}
}
