package dev.caravan.batch;

import java.io.IOException;

/** One record a line; lines of nothing but white space are no records. */
final class LineCursor extends RecordCursor {

  LineCursor(Window window, int recordLimit, long firstOrdinal, long firstLine) {
    super(window, recordLimit, firstOrdinal, firstLine);
  }

  @Override
  boolean next() throws IOException {
    problem = null;
    while (true) {
      start = next;
      int searched = start;
      int newline;
      while ((newline = Utf8.indexOf(window.bytes, searched, window.limit, (byte) '\n')) < 0) {
        if (window.limit - start > recordLimit) {
          return skipLongLine();
        }
        searched = window.limit;
        if (!window.more(start)) {
          newline = window.limit;
          break;
        }
        searched -= start;
        start = 0;
      }
      if (newline == window.limit && newline == start) {
        next = newline;
        return false;
      }
      next = Math.min(newline + 1, window.limit);
      line = nextLine++;
      end = newline > start && window.bytes[newline - 1] == '\r' ? newline - 1 : newline;
      if (newline - start > recordLimit) {
        found(window.base + start, newline - start);
        problem = tooLong();
        return true;
      }
      if (!blank(window.bytes, start, end)) {
        return found(window.base + start, end - start);
      }
    }
  }

  private boolean found(long recordPosition, int recordLength) {
    position = recordPosition;
    length = recordLength;
    ordinal = nextOrdinal++;
    return true;
  }

  /** The line is not kept in memory while its end is looked for. */
  private boolean skipLongLine() throws IOException {
    long first = window.base + start;
    int newline = -1;
    long end = window.base + window.limit;
    while (newline < 0) {
      if (!window.more(window.limit)) {
        next = window.limit;
        break;
      }
      newline = Utf8.indexOf(window.bytes, 0, window.limit, (byte) '\n');
      end = window.base + (newline < 0 ? window.limit : newline);
      next = newline + 1;
    }
    line = nextLine++;
    found(first, (int) Math.min(Integer.MAX_VALUE, end - first));
    problem = tooLong();
    return true;
  }

  @Override
  void pick(long recordStart, int recordLength, long recordOrdinal, long recordLine) throws IOException {
    load(recordStart, recordLength, recordOrdinal, recordLine);
  }

  static boolean blank(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }
}
