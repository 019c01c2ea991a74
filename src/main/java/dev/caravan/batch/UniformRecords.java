package dev.caravan.batch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Reads JSON objects that are written as the one before: the same fields in the same order, the usual
 * space or none, nothing escaped. Most files are written by a program, so most records are. Whatever differs,
 * and whatever does not fit its column, is left to the full parser: this one only ever accepts a record
 * that is strict JSON and of which every cell is read. One thread at a time.
 */
final class UniformRecords {
  /** after so many others in a row the form is learned anew */
  private static final int PATIENCE = 16;

  private final CellReader[] readers;
  private final boolean[] wanted;
  private final DriftTally drift;

  /** what stands before each value: {@code ,"name":} */
  private byte[][] before = {};

  private int[] columns = {};
  private int others = PATIENCE;

  /** records of this form, of which {@link #drift} has not been told yet */
  private long alike;

  UniformRecords(CellReader[] readers, boolean[] wanted, DriftTally drift) {
    this.readers = readers;
    this.wanted = wanted;
    this.drift = drift;
  }

  /** Whether the full parser should say what its next record looks like. */
  boolean curious() {
    return others >= PATIENCE;
  }

  /**
   * Learns from a record without faults.
   *
   * @param names of its fields, in its order, each once
   * @param fields their columns
   */
  void learn(byte[] bytes, int start, List<String> names, int[] fields) {
    tally();
    others = 0;
    before = new byte[names.size()][];
    columns = fields.clone();
    String space = "";
    for (int i = 0; i < before.length; i++) {
      byte[] name = names.get(i).getBytes(StandardCharsets.UTF_8);
      if (Utf8.plainEnd(name, 0, name.length) < name.length) {
        columns = new int[0]; // escaped in the text
        return;
      }
      if (i == 0 && bytes[start + name.length + 4] == ' ') {
        space = " "; // as Python writes it
      }
      before[i] = ((i == 0 ? "{\"" : "," + space + "\"") + names.get(i) + "\":" + space).getBytes(StandardCharsets.UTF_8);
    }
  }

  /** @return false when the full parser has to read the record; cells may have been written then */
  boolean read(byte[] bytes, int start, int end, int row) {
    if (columns.length > 0 && matches(bytes, start, end, row)) {
      others = 0;
      alike++;
      return true;
    }
    others++;
    return false;
  }

  /** Tells which columns the records of this form had: once a form, since once a record would cost as much as reading it. */
  void tally() {
    for (int column : columns) {
      drift.present(column, alike);
    }
    alike = 0;
  }

  private boolean matches(byte[] bytes, int start, int end, int row) {
    int at = start;
    for (int i = 0; i < columns.length; i++) {
      byte[] name = before[i];
      int value = at + name.length;
      if (value >= end || !Arrays.equals(bytes, at, value, name, 0, name.length)) {
        return false;
      }
      at = value(bytes, value, end, columns[i], row);
      if (at < 0) {
        return false;
      }
    }
    return at < end && bytes[at] == '}' && LineCursor.blank(bytes, at + 1, end);
  }

  /** @return index behind the value, or -1 */
  private int value(byte[] bytes, int at, int end, int column, int row) {
    CellReader reader = readers[column];
    boolean asked = wanted[column];
    byte first = bytes[at];
    if (first == '"') {
      int close = Utf8.plainEnd(bytes, at + 1, end);
      if (close == end || bytes[close] != '"' || asked && (reader instanceof JsonReader || !reader.string(bytes, at + 1, close, row))) {
        return -1;
      }
      return close + 1;
    }
    if (first == 'n') {
      boolean isNull = at + 4 <= end && bytes[at + 1] == 'u' && bytes[at + 2] == 'l' && bytes[at + 3] == 'l';
      return isNull ? at + 4 : -1;
    }
    int whole = digits(bytes, first == '-' ? at + 1 : at, end);
    if (whole < 0) {
      return -1;
    }
    int to = whole;
    if (to < end && bytes[to] == '.') {
      to = fraction(bytes, to + 1, end);
    }
    if (to < 0 || to < end && (bytes[to] | ' ') == 'e' || asked && !reader.number(bytes, at, to, to == whole, row)) {
      return -1;
    }
    return to;
  }

  /** @return index behind the digits of a whole number, which does not begin with a zero unless it is one; or -1 */
  private static int digits(byte[] bytes, int from, int end) {
    int to = fraction(bytes, from, end);
    return to > from + 1 && bytes[from] == '0' ? -1 : to;
  }

  /** @return index behind one digit at least, or -1 */
  private static int fraction(byte[] bytes, int from, int end) {
    int to = from;
    while (to < end && bytes[to] >= '0' && bytes[to] <= '9') {
      to++;
    }
    return to == from ? -1 : to;
  }
}
