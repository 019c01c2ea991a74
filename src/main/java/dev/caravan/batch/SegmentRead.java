package dev.caravan.batch;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * One reading of a segment by the engine: which columns, which part of it, and what was counted on the
 * way. Threads take the parts one after the other. Thread-safe.
 */
final class SegmentRead {
  private static final int USUAL_RECORD_BYTES = 100;

  private final Segment segment;
  private final FieldPlan fields;
  private final Positions positions;
  private final boolean inOrder;
  private final AtomicInteger nextPart = new AtomicInteger();
  private final LongAdder records = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final Map<String, Long> warnings = new TreeMap<>();
  private final DriftTally drift;

  /** Single records to look at again, in ascending order; arrays of one length. */
  record Positions(long[] starts, int[] lengths, long[] ordinals, long[] lines) {}

  private SegmentRead(Segment segment, FieldPlan fields, Positions positions, boolean inOrder) {
    this.segment = segment;
    this.fields = fields;
    this.drift = new DriftTally(fields.columns().size(), true);
    this.positions = positions;
    this.inOrder = inOrder;
  }

  /** All records, by as many threads as there are. */
  static SegmentRead whole(Segment segment, FieldPlan fields) {
    return new SegmentRead(segment, fields, null, false);
  }

  /** All records by one thread, in source order. */
  static SegmentRead ordered(Segment segment, FieldPlan fields) {
    return new SegmentRead(segment, fields, null, true);
  }

  static SegmentRead at(Segment segment, FieldPlan fields, Positions positions) {
    return new SegmentRead(segment, fields, positions, true);
  }

  /** About how many records there are. The engine holds the smaller side of a join in memory: it must not be the batch. */
  long estimate() {
    if (positions != null) {
      return positions.starts().length;
    }
    List<Segment.Block> blocks = segment.blocks();
    if (blocks.size() < 2) {
      return segment.bytes() / USUAL_RECORD_BYTES + 1;
    }
    return blocks.get(blocks.size() - 1).record() * blocks.size() / (blocks.size() - 1);
  }

  List<ColumnRead> columns() {
    return fields.columns();
  }

  /** How many threads can share the work. */
  int parts() {
    return inOrder || segment.format() == Format.JSON ? 1 : Math.max(1, segment.blocks().size());
  }

  /** Begins again at the first part: the engine may scan a relation more than once. */
  void rewind() {
    nextPart.set(0);
  }

  /** @return a parser over the next part, or null when all parts are taken */
  RecordParser next(boolean[] wanted) throws IOException {
    int part = nextPart.getAndIncrement();
    if (part >= parts() || segment.blocks().isEmpty()) {
      return null;
    }
    if (positions != null) {
      return RecordParsers.at(
          segment, positions.starts(), positions.lengths(), positions.ordinals(), positions.lines(), fields, wanted);
    }
    if (parts() == 1) {
      return RecordParsers.open(segment, 0, segment.blocks().size(), fields, wanted);
    }
    return RecordParsers.open(segment, part, part + 1, fields, wanted);
  }

  void count(long rows, long length) {
    records.add(rows);
    bytes.add(length);
  }

  void warn(Map<String, Long> more) {
    if (!more.isEmpty()) {
      synchronized (warnings) {
        more.forEach((name, rows) -> warnings.merge(name, rows, Long::sum));
      }
    }
  }

  void note(DriftTally more) {
    synchronized (drift) {
      drift.add(more);
    }
  }

  DriftSights sights() {
    synchronized (drift) {
      return drift.sights(fields.columns());
    }
  }

  long records() {
    return records.sum();
  }

  long bytes() {
    return bytes.sum();
  }

  Scanned scanned() {
    return new Scanned(records(), Math.min(1, (double) bytes() / Math.max(1, segment.bytes())));
  }

  Map<String, Long> warnings() {
    synchronized (warnings) {
      return new TreeMap<>(warnings);
    }
  }
}
