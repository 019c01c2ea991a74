package dev.caravan.batch;

import java.io.Closeable;
import java.io.IOException;

/**
 * Finds one record after the other in a segment's text. The same cursors cut blocks when a segment is
 * written and feed the parsers, so both agree on what a record is. One thread at a time.
 */
abstract class RecordCursor implements Closeable {
  final Window window;
  final int recordLimit;

  /** of the record in {@code window.bytes}; not set when there is a {@link #problem} without bytes at hand */
  int start;

  int end;

  /** first byte of the record in the data */
  long position;

  /** bytes of the record, without its line end or comma; at most {@link Integer#MAX_VALUE} */
  int length;

  long ordinal;
  long line;

  /** why the record cannot be parsed, or null */
  Reject.Failure problem;

  /** index in {@code window.bytes} where the next record is looked for */
  int next;

  /** ordinal and line of the record that comes next */
  long nextOrdinal;

  long nextLine;

  RecordCursor(Window window, int recordLimit, long firstOrdinal, long firstLine) {
    this.window = window;
    this.recordLimit = recordLimit;
    this.nextOrdinal = firstOrdinal;
    this.nextLine = firstLine;
  }

  /** @return false at the end */
  abstract boolean next() throws IOException;

  /** Goes to one record that was found before, by what was noted of it. */
  abstract void pick(long recordStart, int recordLength, long recordOrdinal, long recordLine) throws IOException;

  /** Where the record after this one begins to be looked for, in the data. */
  final long nextPosition() {
    return window.base + next;
  }

  final Reject.Failure tooLong() {
    return new Reject.Failure(
        null, "malformed", "a record of at most " + recordLimit + " bytes", "at least " + length + " bytes");
  }

  static Reject.Failure malformed(String required, String got) {
    return new Reject.Failure(null, "malformed", required, got);
  }

  /** @return false when the record is too long to look at */
  final boolean load(long recordStart, int recordLength, long recordOrdinal, long recordLine) throws IOException {
    position = recordStart;
    length = recordLength;
    ordinal = recordOrdinal;
    line = recordLine;
    problem = null;
    start = 0;
    end = 0;
    window.seek(recordStart, recordStart + recordLength);
    if (recordLength > recordLimit) {
      problem = tooLong();
      return false;
    }
    while (window.more(0)) {
      continue;
    }
    end = window.limit;
    return true;
  }

  @Override
  public void close() throws IOException {
    window.close();
  }
}
