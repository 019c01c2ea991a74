package dev.caravan.batch;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** What parsers of all formats share: from a cursor's records to rows of a chunk. */
abstract class CursorParser implements RecordParser {
  /** The rule that a record breaks whose fields are others than the contract's. */
  static final String DRIFT = "drift";

  /** A chunk is given up for this many bytes of records, so that long records do not pile up in memory. */
  private static final long CHUNK_BYTES = 4L << 20;

  final RecordCursor cursor;
  final CellReader[] readers;
  final boolean[] wanted;
  final Faults faults = new Faults();
  final Warnings warnings = new Warnings();
  final FieldPlan fields;
  final DriftTally drift;
  final Variant variants = new Variant();

  /** index of the column of what has no place of its own, or -1 */
  final int variant;

  private final SegmentRead.Positions picks;
  private int nextPick;

  /** @param picks single records to go to, or null for all the cursor finds */
  CursorParser(RecordCursor cursor, SegmentRead.Positions picks, FieldPlan fields, boolean[] wanted) {
    this.cursor = cursor;
    this.picks = picks;
    this.fields = fields;
    this.variant = fields.variant();
    this.drift = new DriftTally(fields.columns().size(), fields.rules().unknown() == DriftPolicy.EVOLVE);
    this.readers = fields.columns().stream().map(CellReader::of).toArray(CellReader[]::new);
    this.wanted = wanted.clone();
  }

  @Override
  public final int read(Chunk chunk) throws IOException {
    for (int i = 0; i < readers.length; i++) {
      chunk.column(i).clear();
      readers[i].bind(chunk.column(i));
    }
    int row = 0;
    long bytes = 0;
    while (row < chunk.capacity() && bytes < CHUNK_BYTES && advance()) {
      faults.clear();
      if (cursor.problem != null) {
        faults.add(cursor.problem);
      } else {
        drift.record();
        variants.clear();
        read(row);
        if (variant >= 0 && wanted[variant]) {
          variants.write(readers[variant], row);
        }
      }
      chunk.ordinal[row] = cursor.ordinal;
      chunk.start[row] = cursor.position;
      chunk.length[row] = cursor.length;
      chunk.line[row] = cursor.line;
      chunk.fault[row] = null;
      if (!faults.isEmpty()) {
        chunk.fault[row] = faults.json();
        setNulls(row);
      }
      bytes += cursor.length;
      row++;
    }
    chunk.size = row;
    return row;
  }

  private boolean advance() throws IOException {
    if (picks == null) {
      return cursor.next();
    }
    if (nextPick == picks.starts().length) {
      return false;
    }
    int pick = nextPick++;
    cursor.pick(picks.starts()[pick], picks.lengths()[pick], picks.ordinals()[pick], picks.lines()[pick]);
    return true;
  }

  final void setNulls(int row) {
    for (int i = 0; i < readers.length; i++) {
      if (wanted[i]) {
        readers[i].setNull(row);
      }
    }
  }

  /** Reads the cursor's record into the row; what is wrong goes to the faults. */
  abstract void read(int row) throws IOException;

  /** Whether the record is text at all; tells the faults when not. */
  final boolean wellEncoded() {
    int invalid = Utf8.invalid(cursor.window.bytes, cursor.start, cursor.end);
    if (invalid < 0) {
      return true;
    }
    String got = String.format("byte 0x%02X at column %d", cursor.window.bytes[invalid] & 0xFF, invalid - cursor.start + 1);
    faults.add(new Reject.Failure(null, "encoding", "text in the file's encoding", got));
    return false;
  }

  final void misfit(CellReader reader, byte[] bytes, int start, int end) {
    misfit(reader, bytes, start, end, false);
  }

  /** @param json whether the value as written is JSON of its own */
  final void misfit(CellReader reader, byte[] bytes, int start, int end, boolean json) {
    String column = reader.read.column().name();
    for (int i = 0; i < readers.length; i++) {
      if (readers[i] == reader) {
        drift.misfit(i, bytes, start, end);
      }
    }
    if (variant < 0 || fields.rules().of(column) != DriftPolicy.VARIANT) {
      faults.add(new Reject.Failure(column, "type", reader.required(), Utf8.shown(bytes, start, end)));
    } else if (json) {
      variants.put(column, bytes, start, end);
    } else {
      variants.putText(column, bytes, start, end);
    }
  }

  /** A record with a field that must not land without the contract knowing it. */
  final void quarantine(String field, byte[] bytes, int start, int end) {
    faults.add(new Reject.Failure(Utf8.shown(field), DRIFT, "a field of the contract", Utf8.shown(bytes, start, end)));
  }

  /** A record that lacks a field which others of its contract had. */
  final void lacking(String column) {
    faults.add(new Reject.Failure(column, DRIFT, "the field that fills it", "no such field"));
  }

  @Override
  public Optional<DriftTally> drift() {
    return Optional.of(drift);
  }

  @Override
  public Map<String, Long> warnings() {
    return warnings.sorted();
  }

  @Override
  public void close() throws IOException {
    cursor.close();
  }
}
