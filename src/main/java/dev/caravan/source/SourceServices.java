package dev.caravan.source;

import dev.caravan.batch.Engine;
import dev.caravan.batch.SegmentWriter;
import dev.caravan.catalog.Ledger;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What every source works with; one for a runtime.
 *
 * @param data the data folder
 */
public record SourceServices(Engine engine, Ledger ledger, Passes passes, SegmentWriter segments, Path data, Clock clock) {

  /** Where raw segments lie, one folder a batch. */
  public Path segmentFolder() {
    return data.resolve("segments");
  }
}
