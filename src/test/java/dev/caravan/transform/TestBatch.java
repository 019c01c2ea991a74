package dev.caravan.transform;

import dev.caravan.batch.Batch;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.CsvDialect;
import dev.caravan.batch.Format;
import dev.caravan.batch.Segment;
import dev.caravan.batch.SegmentWriter;
import java.nio.file.Path;
import java.util.List;

/** A batch that no engine will run: for looking at the stages a step adds. */
final class TestBatch {
  private TestBatch() {}

  static Batch empty() {
    Segment segment = new Segment(Path.of("unused"), "orders.csv", Format.CSV, CsvDialect.RFC_4180, List.of("id"), "UTF-8", "00", 0, List.of(), SegmentWriter.RECORD_LIMIT);
    return new Batch(BatchId.of("orders", "inbox", "00", 0), "orders", segment, List.of(), null);
  }
}
