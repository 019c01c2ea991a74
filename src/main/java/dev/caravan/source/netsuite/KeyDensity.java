package dev.caravan.source.netsuite;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/**
 * How many rows there are about in a range of the first key column, by equal parts of the range. Only how
 * stretches are cut depends on it, not which rows are read. Immutable.
 */
final class KeyDensity {
  /** as many as one page can tell of */
  private static final int MOST_PARTS = SuiteQl.PAGE;

  private final BigInteger after;
  private final BigInteger highest;
  private final BigInteger width;
  private final long[] upTo;

  /** @param upTo of each part, how many rows there are from the beginning of the range to its end */
  private KeyDensity(BigInteger after, BigInteger highest, BigInteger width, long[] upTo) {
    this.after = after;
    this.highest = highest;
    this.width = width;
    this.upTo = upTo;
  }

  /**
   * As if the rows lay at equal distances.
   *
   * @param after the highest key that is not in the range
   */
  static KeyDensity even(BigInteger after, BigInteger highest, long rows) {
    return new KeyDensity(after, highest, highest.subtract(after).max(BigInteger.ONE), new long[] {Math.max(1, rows)});
  }

  /** How wide the parts are by which a range is counted. */
  static BigInteger width(BigInteger after, BigInteger highest) {
    return highest.subtract(after).subtract(BigInteger.ONE).divide(BigInteger.valueOf(MOST_PARTS)).add(BigInteger.ONE);
  }

  /**
   * By rows counted in parts of {@link #width}.
   *
   * @param counts part, from 0, and number of rows, in any order; a part without rows may be missing
   * @throws NumberFormatException when one of them is no number
   */
  static KeyDensity counted(BigInteger after, BigInteger highest, List<List<String>> counts) {
    long[] upTo = new long[MOST_PARTS];
    for (List<String> count : counts) {
      int part = new BigDecimal(count.get(0)).intValue();
      upTo[Math.min(MOST_PARTS - 1, Math.max(0, part))] += new BigDecimal(count.get(1)).longValue();
    }
    for (int part = 1; part < MOST_PARTS; part++) {
      upTo[part] += upTo[part - 1];
    }
    return new KeyDensity(after, highest, width(after, highest), upTo);
  }

  /** The highest key that is not in the range. */
  BigInteger after() {
    return after;
  }

  BigInteger highest() {
    return highest;
  }

  /** Rows of the whole range. */
  long rows() {
    return upTo[upTo.length - 1];
  }

  /** By how many rows a stretch between two keys may differ from what was thought: rows are nowhere quite even. */
  long doubt() {
    return Math.round(2 * Math.sqrt((double) rows() / upTo.length));
  }

  /** How many rows there are up to and with a key. */
  double rowsUpTo(BigInteger key) {
    BigInteger[] part = key.subtract(after).divideAndRemainder(width);
    int full = part[0].min(BigInteger.valueOf(upTo.length)).intValue();
    double before = before(full);
    return full == upTo.length ? before : before + (upTo[full] - before) * part[1].doubleValue() / width.doubleValue();
  }

  /** The key up to which there are so many rows. */
  BigInteger keyAt(double rows) {
    int part = 0;
    while (part < upTo.length && upTo[part] < rows) {
      part++;
    }
    if (part == upTo.length) {
      return highest;
    }
    double inside = (rows - before(part)) / (upTo[part] - before(part));
    BigInteger within = new BigDecimal(width).multiply(BigDecimal.valueOf(inside)).setScale(0, RoundingMode.HALF_UP).toBigInteger();
    return after.add(width.multiply(BigInteger.valueOf(part))).add(within).min(highest);
  }

  private double before(int part) {
    return part == 0 ? 0 : upTo[part - 1];
  }
}
