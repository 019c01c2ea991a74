package dev.caravan.source.http;

import dev.caravan.batch.Batch;

/**
 * What the Kamelet of a source over HTTP calls: {@link #poll}, {@link #commit} and {@link #next} for each batch, and
 * {@link #finish}; one thread at a time.
 */
public abstract class KameletSource {
  private final PositionedSource source;

  protected KameletSource(PositionedSource source) {
    this.source = source;
  }

  /** Begins a pass and reads its first batch; null when there is nothing to do. */
  public Batch poll() {
    return source.poll();
  }

  /** The next batch; null when the pass is over. */
  public Batch next() {
    return source.next();
  }

  public void commit(Batch batch) {
    source.commit(batch);
  }

  public void finish() {
    source.finish();
  }
}
