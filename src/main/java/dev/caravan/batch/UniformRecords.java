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
      return close == end || bytes[close] != '"' || asked && !string(reader, bytes, at + 1, close, row) ? -1 : close + 1;
    }
    if (first == 'n') {
      boolean isNull = at + 4 <= end && bytes[at + 1] == 'u' && bytes[at + 2] == 'l' && bytes[at + 3] == 'l';
      return isNull ? at + 4 : -1;
    }
    return number(reader, asked, bytes, at, end, row);
  }

  /** The commonest classes by name: calls that the compiler of Java sees through cost half of those it does not. */
  private static boolean string(CellReader reader, byte[] bytes, int from, int to, int row) {
    if (reader instanceof TextReader text) {
      return text.string(bytes, from, to, row);
    }
    if (reader instanceof TimestampReader moment) {
      return moment.string(bytes, from, to, row);
    }
    return !(reader instanceof JsonReader) && reader.string(bytes, from, to, row);
  }

  /** @return index behind the number, or -1 */
  private static int number(CellReader reader, boolean asked, byte[] bytes, int at, int end, int row) {
    boolean negative = bytes[at] == '-';
    int from = negative ? at + 1 : at;
    int to = from;
    long unscaled = 0;
    while (to < end && bytes[to] >= '0' && bytes[to] <= '9') {
      unscaled = unscaled * 10 + bytes[to++] - '0';
    }
    int whole = to;
    if (whole == from || whole > from + 1 && bytes[from] == '0') {
      return -1;
    }
    if (to < end && bytes[to] == '.') {
      to++;
      while (to < end && bytes[to] >= '0' && bytes[to] <= '9') {
        unscaled = unscaled * 10 + bytes[to++] - '0';
      }
      if (to == whole + 1) {
        return -1;
      }
    }
    if (to < end && (bytes[to] | ' ') == 'e') {
      return -1;
    }
    // So short a text has no more digits than 64 bits hold.
    boolean read = !asked
        || to - from <= Chunk.LONG_DIGITS && plain(reader, negative ? -unscaled : unscaled, Math.max(0, to - whole - 1), row)
        || reader.number(bytes, at, to, to == whole, row);
    return read ? to : -1;
  }

  private static boolean plain(CellReader reader, long unscaled, int places, int row) {
    if (reader instanceof IntReader integer) {
      return places == 0 && integer.plain(unscaled, row);
    }
    return reader instanceof DecimalReader decimal && decimal.plain(unscaled, places, row);
  }
}
