package dev.caravan.batch;

import java.io.IOException;
import java.util.Arrays;

/**
 * Finds the records of delimited text and the cells in them.
 *
 * <p>A quote that is never closed, or closed in the middle of a cell, makes its record malformed. Such a
 * record reaches to the end of the line on which that became clear, unless every line it would swallow
 * is a clean record by itself: then only its first line is lost. Either way all of it is in the reject.
 */
final class CsvCursor extends RecordCursor {
  private static final int PLAIN = 0;
  private static final int QUOTED = 1;
  private static final int ESCAPED = 2;

  private final byte delimiter;
  private final boolean quotes;
  private final byte quote;
  private final byte escape;
  private final byte lineEnd;
  private final int columns;

  /** ordinal of the record that follows a header which stands among the records; -1 when none does any more */
  private long behindHeader;

  /** cells of the record */
  int cells;

  /** relative to {@link #start} */
  private int[] cellStarts = new int[32];

  private int[] cellEnds = new int[32];
  private int[] cellForms = new int[32];

  /** index of the byte looked at */
  private int at;

  private long lines;

  /** end of the record's first line (behind its line end), relative to start, when it has several; else -1 */
  private int firstLine;

  private String complaint;

  /** the complaint is about a quote that was not seen to close */
  private boolean open;

  /** the window holds one record and nothing else: a CR at its end is its own */
  private boolean picked;

  /** @param columns cells of a good record; 0 when not known yet */
  CsvCursor(Window window, int recordLimit, CsvDialect dialect, int columns, long firstOrdinal, long firstLine) {
    super(window, recordLimit, firstOrdinal, firstLine);
    this.delimiter = (byte) dialect.delimiter();
    this.quotes = dialect.quote() != 0;
    this.quote = (byte) dialect.quote();
    this.escape = (byte) dialect.escape();
    this.lineEnd = (byte) (dialect.carriageReturns() ? '\r' : '\n');
    this.columns = columns;
    this.behindHeader = dialect.leadingRecords() > 0 && dialect.leadingRecords() >= firstOrdinal ? dialect.leadingRecords() : -1;
  }

  int cellStart(int cell) {
    return start + cellStarts[cell];
  }

  int cellEnd(int cell) {
    return start + cellEnds[cell];
  }

  boolean quoted(int cell) {
    return cellForms[cell] != PLAIN;
  }

  /** Whether the bytes of the cell are not yet its value. */
  boolean escaped(int cell) {
    return cellForms[cell] == ESCAPED;
  }

  /** Writes the value of an escaped cell. @return its length; {@code target} has room for the cell's bytes */
  int unescape(int cell, byte[] target) {
    int length = 0;
    int to = cellEnd(cell);
    for (int i = cellStart(cell); i < to; i++) {
      byte b = window.bytes[i];
      if (b == escape && i + 1 < to && (window.bytes[i + 1] == quote || window.bytes[i + 1] == escape)) {
        b = window.bytes[++i];
      }
      target[length++] = b;
    }
    return length;
  }

  @Override
  boolean next() throws IOException {
    if (nextOrdinal == behindHeader) {
      behindHeader = -1;
      if (!find()) {
        return false;
      }
      nextOrdinal--;
    }
    return find();
  }

  private boolean find() throws IOException {
    while (true) {
      start = next;
      at = start;
      if (at >= window.limit && !more()) {
        return false;
      }
      if (!blankLine()) {
        break;
      }
      if (columns == 1) {
        return blankRecord();
      }
      next = at;
      nextLine++;
    }
    scan();
    return true;
  }

  /** @return true when there is nothing but a line end, which is then behind */
  private boolean blankLine() throws IOException {
    byte b = window.bytes[at];
    if (b == lineEnd) {
      at++;
      return true;
    }
    if (b == '\r' && (at + 1 < window.limit || more()) && window.bytes[at + 1] == '\n') {
      at += 2;
      return true;
    }
    return false;
  }

  private boolean blankRecord() {
    cells = 1;
    cellStarts[0] = 0;
    cellEnds[0] = 0;
    cellForms[0] = PLAIN;
    problem = null;
    found(0);
    next = at;
    nextLine++;
    return true;
  }

  private void found(int recordLength) {
    end = start + recordLength;
    position = window.base + start;
    length = recordLength;
    ordinal = nextOrdinal++;
    line = nextLine;
  }

  /** Loads more; the record moves to the front of the window. */
  private boolean more() throws IOException {
    int shift = start;
    if (!window.more(shift)) {
      return false;
    }
    start = 0;
    at -= shift;
    next = Math.max(0, next - shift);
    return true;
  }

  /** Reads the record at {@link #start}: its cells, its end, what is wrong with it. */
  private void scan() throws IOException {
    cells = 0;
    problem = null;
    complaint = null;
    open = false;
    lines = 1;
    firstLine = -1;
    boolean cellsFollow = true;
    while (cellsFollow) {
      if (cells == cellStarts.length) {
        cellStarts = Arrays.copyOf(cellStarts, cells * 2);
        cellEnds = Arrays.copyOf(cellEnds, cells * 2);
        cellForms = Arrays.copyOf(cellForms, cells * 2);
      }
      boolean opened = quotes && (at < window.limit || more()) && window.bytes[at] == quote;
      cellsFollow = opened ? quotedCell() : plainCell();
      if (at - start > recordLimit && complaint == null && cellsFollow) {
        skipLong(false);
        return;
      }
    }
    if (problem != null) {
      return;
    }
    if (complaint != null) {
      broken();
      return;
    }
    int recordEnd = cellEnds[cells - 1] + (cellForms[cells - 1] == PLAIN ? 0 : 1);
    if (recordEnd > recordLimit) {
      length = recordEnd;
      problem = tooLong();
    }
    long line = lines;
    found(recordEnd);
    nextLine += line;
    next = at;
  }

  /** @return true when another cell follows; false at the end of the record, with {@link #at} behind its line end */
  private boolean plainCell() throws IOException {
    int from = at - start;
    cellStarts[cells] = from;
    cellForms[cells] = PLAIN;
    while (true) {
      byte[] bytes = window.bytes;
      int limit = window.limit;
      int i = at;
      byte separator = delimiter;
      byte terminator = lineEnd;
      while (i < limit && bytes[i] != separator && bytes[i] != terminator) {
        i++;
      }
      at = i;
      if (i < limit) {
        boolean cellFollows = bytes[i] == separator;
        closePlain(i, !cellFollows);
        at = i + 1;
        return cellFollows;
      }
      if (at - start > recordLimit) {
        skipLong(false);
        return false;
      }
      if (!more()) {
        closePlain(at, true);
        return false;
      }
    }
  }

  private void closePlain(int to, boolean last) {
    boolean carriageReturn = last && !picked && to - start > cellStarts[cells] && window.bytes[to - 1] == '\r';
    cellEnds[cells++] = to - start - (carriageReturn ? 1 : 0);
  }

  private boolean quotedCell() throws IOException {
    at++;
    cellStarts[cells] = at - start;
    cellForms[cells] = QUOTED;
    while (true) {
      byte[] bytes = window.bytes;
      int limit = window.limit;
      int i = at;
      while (i < limit && bytes[i] != quote && bytes[i] != escape && bytes[i] != lineEnd) {
        i++;
      }
      at = i;
      if (i == limit) {
        if (at - start > recordLimit) {
          complaint = "a quote that is not closed within " + recordLimit + " bytes";
          open = true;
          return false;
        }
        if (!more()) {
          complaint = "a quote that is not closed, at column " + cellStarts[cells];
          return false;
        }
      } else if (bytes[i] == lineEnd) {
        at++;
        lines++;
        if (firstLine < 0) {
          firstLine = at - start;
        }
      } else if (at + 1 == limit && more()) {
        continue;
      } else if (bytes[i] == quote && (escape != quote || at + 1 == window.limit || window.bytes[at + 1] != quote)) {
        cellEnds[cells] = at - start;
        at++;
        return afterQuote();
      } else if (at + 1 < window.limit && (window.bytes[at + 1] == quote || window.bytes[at + 1] == escape)) {
        cellForms[cells] = ESCAPED;
        at += 2;
      } else {
        at++;
      }
    }
  }

  private boolean afterQuote() throws IOException {
    cells++;
    if (at == window.limit && !more()) {
      return false;
    }
    byte b = window.bytes[at];
    if (b == delimiter) {
      at++;
      return true;
    }
    if (b == lineEnd) {
      at++;
      return false;
    }
    if (b == '\r') {
      if (at + 1 == window.limit && !more()) {
        at++;
        return false;
      }
      if (window.bytes[at + 1] == '\n') {
        at += 2;
        return false;
      }
    }
    complaint = "text behind a closing quote, at column " + (at - start + 1);
    toLineEnd();
    return false;
  }

  private void toLineEnd() throws IOException {
    while (true) {
      int found = Utf8.indexOf(window.bytes, at, window.limit, lineEnd);
      if (found >= 0) {
        at = found + 1;
        return;
      }
      at = window.limit;
      if (at - start > recordLimit || !more()) {
        return;
      }
    }
  }

  /** Decides how much a malformed record swallows. */
  private void broken() throws IOException {
    boolean longer = at - start > recordLimit;
    if (firstLine >= 0 && cleanLines(start + firstLine, at)) {
      at = start + firstLine;
      lines = 1;
    } else if (longer) {
      skipLong(open);
      return;
    }
    int to = at;
    if (to > start && window.bytes[to - 1] == lineEnd) {
      to--;
    }
    if (to > start && window.bytes[to - 1] == '\r') {
      to--;
    }
    cells = 0;
    problem = malformed("quotes around a whole cell, closed", complaint);
    found(to - start);
    nextLine += lines;
    next = at;
  }

  /** Whether each line in the stretch is a record of the right width by itself, its quotes in order. */
  private boolean cleanLines(int from, int to) throws IOException {
    if (columns < 2) {
      return false;
    }
    byte[] stretch = Arrays.copyOfRange(window.bytes, from, to);
    CsvDialect dialect =
        new CsvDialect((char) delimiter, quotes ? (char) quote : 0, (char) escape, false, 0, lineEnd == '\r', 0);
    CsvCursor lineByLine = new CsvCursor(Window.over(stretch, stretch.length), Integer.MAX_VALUE, dialect, 0, 0, 0);
    while (lineByLine.next()) {
      if (lineByLine.problem != null || lineByLine.lines > 1 || lineByLine.cells != columns || lineByLine.strayQuote()) {
        return false;
      }
    }
    return true;
  }

  private boolean strayQuote() {
    for (int i = 0; i < cells; i++) {
      if (cellForms[i] == PLAIN && Utf8.indexOf(window.bytes, cellStart(i), cellEnd(i), quote) >= 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * A record that is longer than the limit is passed over, and not kept: to the end of its line, and
   * when a quote is open, of the line on which it closes.
   */
  private void skipLong(boolean insideQuotes) throws IOException {
    long first = window.base + start;
    boolean inside = insideQuotes;
    boolean literal = false;
    int i = Math.min(at, window.limit);
    long newline = -1;
    while (newline < 0) {
      if (i == window.limit) {
        if (!window.more(window.limit)) {
          newline = window.base + window.limit;
          next = window.limit;
          break;
        }
        i = 0;
      }
      byte b = window.bytes[i++];
      if (literal) {
        literal = false;
      } else if (inside && b == escape && escape != quote) {
        literal = true;
      } else if (b == quote && insideQuotes) {
        inside = !inside;
      } else if (b == lineEnd && inside) {
        lines++;
      } else if (b == lineEnd) {
        newline = window.base + i - 1;
        next = i;
      }
    }
    start = next;
    cells = 0;
    found(0);
    position = first;
    length = (int) Math.min(Integer.MAX_VALUE, newline - first);
    nextLine += lines;
    problem = tooLong();
  }

  @Override
  void pick(long recordStart, int recordLength, long recordOrdinal, long recordLine) throws IOException {
    if (!load(recordStart, recordLength, recordOrdinal, recordLine)) {
      return;
    }
    picked = true;
    nextOrdinal = recordOrdinal;
    nextLine = recordLine;
    next = 0;
    if (recordLength == 0) {
      at = 0;
      blankRecord();
    } else {
      at = 0;
      scan();
      start = 0;
      end = recordLength;
      length = recordLength;
      position = recordStart;
    }
  }
}
