package dev.caravan.batch;

import java.io.IOException;
import java.util.BitSet;

/**
 * Finds the elements of a JSON document's top-level array, or its one value, by brackets and quotes
 * alone; what stands between them is for the parser. Where that structure breaks nothing behind can be
 * trusted: the remainder is one malformed record.
 */
final class ElementCursor extends RecordCursor {
  private enum State {
    BEGIN,
    ELEMENT,
    REMAINDER,
    TRAILER,
    END
  }

  private static final String REQUIRED = "a JSON document";

  private final boolean endOfDocument;
  private final BitSet brackets = new BitSet();
  private State state;
  private boolean array;
  private int at;
  private boolean dropped;
  private String complaint;

  /**
   * @param begin the window begins with the document; otherwise with an element of its array
   * @param endOfDocument the window ends with the document
   */
  ElementCursor(Window window, int recordLimit, boolean begin, boolean endOfDocument, long firstOrdinal) {
    super(window, recordLimit, firstOrdinal, firstOrdinal + 1);
    this.state = begin ? State.BEGIN : State.ELEMENT;
    this.array = !begin;
    this.endOfDocument = endOfDocument;
  }

  @Override
  boolean next() throws IOException {
    problem = null;
    at = next;
    start = at;
    dropped = false;
    boolean something = skipSpace();
    if (state == State.BEGIN) {
      if (!something) {
        return remainder("nothing but white space");
      }
      array = window.bytes[at] == '[';
      state = State.ELEMENT;
      if (array) {
        at++;
        something = skipSpace();
        if (something && window.bytes[at] == ']') {
          at++;
          state = State.TRAILER;
          something = skipSpace();
        }
      }
    }
    return switch (state) {
      case BEGIN, ELEMENT -> something ? element() : endOfDocument && remainder("the end of the file instead of an element");
      case REMAINDER -> remainder(complaint);
      case TRAILER -> something && remainder("more text behind the document");
      case END -> false;
    };
  }

  private boolean element() throws IOException {
    start = at;
    dropped = false;
    long first = window.base + start;
    byte b = window.bytes[at];
    boolean complete;
    boolean scalar = false;
    if (b == '{' || b == '[') {
      complete = nested();
    } else if (b == '"') {
      complete = string();
    } else {
      scalar = true;
      complete = scalar();
    }
    if (!complete) {
      return remainderFrom(first, complaint);
    }
    long last = window.base + at;
    boolean something = skipSpace();
    if (!array) {
      state = State.TRAILER;
    } else if (!something) {
      if (scalar) {
        return remainderFrom(first, "the end of the file instead of ]");
      }
      complaint = "the end of the file instead of ]";
      state = State.REMAINDER;
    } else if (window.bytes[at] == ',') {
      at++;
    } else if (window.bytes[at] == ']') {
      at++;
      state = State.TRAILER;
    } else {
      complaint = "text instead of a comma or ]";
      state = State.REMAINDER;
    }
    found(first, last - first);
    return true;
  }

  private void found(long first, long bytes) {
    position = first;
    length = (int) Math.min(Integer.MAX_VALUE, bytes);
    end = start + length;
    ordinal = nextOrdinal++;
    line = ordinal + 1;
    nextLine = line + 1;
    next = at;
    if (dropped || length > recordLimit) {
      problem = tooLong();
    }
  }

  private boolean remainder(String reason) {
    return remainderFrom(window.base + at, reason);
  }

  private boolean remainderFrom(long first, String reason) {
    state = State.END;
    found(first, window.end() - first);
    problem = malformed(REQUIRED, reason);
    return true;
  }

  private boolean nested() throws IOException {
    int depth = 0;
    while (at < window.limit || more()) {
      byte b = window.bytes[at];
      if (b == '"') {
        if (!string()) {
          return false;
        }
        continue;
      }
      at++;
      if (b == '{' || b == '[') {
        brackets.set(depth++, b == '{');
      } else if (b == '}' || b == ']') {
        depth--;
        if (brackets.get(depth) != (b == '}')) {
          complaint = "a bracket closed by one of the other kind";
          return false;
        }
        if (depth == 0) {
          return true;
        }
      } else if (b == '\\') {
        complaint = "a backslash outside of a string";
        return false;
      }
    }
    complaint = "the end of the file inside a value";
    return false;
  }

  private boolean string() throws IOException {
    at++;
    while (at < window.limit || more()) {
      byte b = window.bytes[at++];
      if (b == '"') {
        return true;
      }
      if (b == '\\' && (at < window.limit || more())) {
        at++;
      }
    }
    complaint = "the end of the file inside a string";
    return false;
  }

  private boolean scalar() throws IOException {
    long first = window.base + at;
    while (at < window.limit || more()) {
      byte b = window.bytes[at];
      if (space(b) || b == ',' || b == ']' || b == '}' || b == '"' || b == '{' || b == '[') {
        break;
      }
      at++;
    }
    complaint = "no value";
    return window.base + at > first;
  }

  /** @return false at the end */
  private boolean skipSpace() throws IOException {
    while (at < window.limit || more()) {
      if (!space(window.bytes[at])) {
        return true;
      }
      at++;
    }
    return false;
  }

  private static boolean space(int b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }

  /** Loads more, keeping the element unless it has grown too long. */
  private boolean more() throws IOException {
    dropped |= window.limit - start > recordLimit;
    int keep = dropped ? window.limit : start;
    if (!window.more(keep)) {
      return false;
    }
    at -= keep;
    start = dropped ? 0 : start - keep;
    return true;
  }

  /** An element stands behind a bracket or comma; what does not was found where the structure broke. */
  @Override
  void pick(long recordStart, int recordLength, long recordOrdinal, long recordLine) throws IOException {
    if (!load(recordStart, recordLength, recordOrdinal, recordLine)) {
      return;
    }
    int before = neighbour(recordStart - 1, -1);
    if (recordLength == 0) {
      problem = malformed(REQUIRED, "the end of the file");
    } else if (before >= 0 && before != '[' && before != ',') {
      problem = malformed(REQUIRED, "text instead of a comma or ]");
    } else if (before >= 0 && neighbour(recordStart + recordLength, 1) < 0 && scalarEnd()) {
      problem = malformed(REQUIRED, "the end of the file instead of ]");
    }
  }

  private boolean scalarEnd() {
    byte last = window.bytes[end - 1];
    return last != '}' && last != ']' && last != '"';
  }

  private int neighbour(long from, int step) throws IOException {
    long position = from;
    int b = window.peek(position);
    while (b >= 0 && space(b)) {
      position += step;
      b = window.peek(position);
    }
    return b;
  }
}
