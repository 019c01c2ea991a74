package dev.caravan.batch;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/**
 * Up to {@link #capacity()} parsed rows, column by column. Reused: a parser overwrites it. One thread
 * at a time.
 *
 * <p>A column's cells are {@link Longs} for BOOLEAN (0, 1), integers up to 64 bits (unsigned up to
 * 32), decimals up to 18 digits (unscaled), DATE (days since 1970), TIME and TIMESTAMP (microseconds);
 * {@link Wides} for 128-bit and unsigned 64-bit integers and wider decimals (unscaled); {@link
 * Doubles} for floating point; {@link Texts} for text and JSON.
 */
final class Chunk {
  /** decimal digits that 64 bits hold, whatever they are */
  static final int LONG_DIGITS = 18;

  sealed interface Cells {
    /** Makes all null. */
    void clear();
  }

  record Longs(long[] values, boolean[] nulls) implements Cells {
    @Override
    public void clear() {
      Arrays.fill(nulls, true);
    }
  }

  record Doubles(double[] values, boolean[] nulls) implements Cells {
    @Override
    public void clear() {
      Arrays.fill(nulls, true);
    }
  }

  /** null means null */
  record Wides(BigInteger[] values) implements Cells {
    @Override
    public void clear() {
      Arrays.fill(values, null);
    }
  }

  /**
   * @param values UTF-8; null means null
   * @param spares arrays that rows before had, for the next text of the same length: most of what a scan
   *     would otherwise leave to the collector
   */
  record Texts(byte[][] values, byte[][] spares) implements Cells {
    @Override
    public void clear() {
      Arrays.fill(values, null);
    }
  }

  private final int capacity;
  private final List<Cells> columns;
  final long[] ordinal;
  /** first byte in the segment's data */
  final long[] start;
  /** bytes in the segment's data, without line end or array comma */
  final int[] length;
  final long[] line;
  /** JSON array of {@link Reject.Failure} when the row could not be read; then all its cells are null */
  final String[] fault;
  int size;

  Chunk(int capacity, List<Type> types) {
    this.capacity = capacity;
    this.columns = types.stream().map(type -> cells(type, capacity)).toList();
    this.ordinal = new long[capacity];
    this.start = new long[capacity];
    this.length = new int[capacity];
    this.line = new long[capacity];
    this.fault = new String[capacity];
  }

  int capacity() {
    return capacity;
  }

  Cells column(int index) {
    return columns.get(index);
  }

  private static Cells cells(Type type, int capacity) {
    if (type instanceof Type.Text || type instanceof Type.Json) {
      return new Texts(new byte[capacity][], new byte[capacity][]);
    }
    if (type instanceof Type.Floating) {
      return new Doubles(new double[capacity], new boolean[capacity]);
    }
    boolean wide =
        type instanceof Type.Int integer && (integer.bits() == 128 || (integer.bits() == 64 && !integer.signed()))
            || type instanceof Type.Decimal decimal && decimal.precision() > LONG_DIGITS;
    return wide ? new Wides(new BigInteger[capacity]) : new Longs(new long[capacity], new boolean[capacity]);
  }
}
