package dev.caravan.batch;

import java.math.BigInteger;

final class IntReader extends CellReader {
  private static final int WIDEST = 39;

  private final NumberText number = new NumberText();
  private final boolean wide;
  private final BigInteger lowest;
  private final BigInteger highest;
  private final long lowestLong;
  private final long highestLong;
  private final String required;
  private long[] values;
  private boolean[] nulls;
  private BigInteger[] wides;

  IntReader(ColumnRead read, Type.Int type) {
    super(read);
    int bits = type.signed() ? type.bits() - 1 : type.bits();
    highest = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
    lowest = type.signed() ? BigInteger.ONE.shiftLeft(bits).negate() : BigInteger.ZERO;
    wide = bits > 63;
    lowestLong = wide ? 0 : lowest.longValueExact();
    highestLong = wide ? 0 : highest.longValueExact();
    required = "integer from " + lowest + " to " + highest;
  }

  @Override
  void bind(Chunk.Cells cells) {
    if (wide) {
      wides = ((Chunk.Wides) cells).values();
    } else {
      values = ((Chunk.Longs) cells).values();
      nulls = ((Chunk.Longs) cells).nulls();
    }
  }

  @Override
  void setNull(int row) {
    if (wide) {
      wides[row] = null;
    } else {
      nulls[row] = true;
    }
  }

  /** Whether the last text was a whole number, only out of range. */
  private boolean outOfRange;

  @Override
  String required() {
    return outOfRange ? required : "integer";
  }

  @Override
  boolean convert(byte[] bytes, int start, int end, int row) {
    outOfRange = false;
    return wide || end - start > 18 || !convertShort(bytes, start, end, row) ? convertAny(bytes, start, end, row) : true;
  }

  /** Up to 18 characters: the usual case, without a detour. */
  private boolean convertShort(byte[] bytes, int start, int end, int row) {
    int i = start;
    boolean negative = bytes[i] == '-';
    if (negative) {
      i++;
    }
    if (i == end) {
      return false;
    }
    long value = 0;
    for (; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      value = value * 10 + digit;
    }
    return plain(negative ? -value : value, row);
  }

  /** @return false when it has to be read from its text */
  boolean plain(long value, int row) {
    if (wide || value < lowestLong || value > highestLong) {
      return false;
    }
    values[row] = value;
    nulls[row] = false;
    return true;
  }

  private boolean convertAny(byte[] bytes, int start, int end, int row) {
    if (!number.parse(bytes, start, end) || !(number.integral || rules.coerce())) {
      return false;
    }
    if (number.known() && number.neededScale() > 0) {
      return false;
    }
    outOfRange = true;
    if (!number.fits(WIDEST, 0)) {
      return false;
    }
    BigInteger value = number.unscaled(0);
    if (value.compareTo(lowest) < 0 || value.compareTo(highest) > 0) {
      return false;
    }
    if (wide) {
      wides[row] = value;
    } else {
      values[row] = value.longValue();
      nulls[row] = false;
    }
    return true;
  }

  @Override
  boolean number(byte[] bytes, int start, int end, boolean integral, int row) {
    return convert(bytes, start, end, row);
  }

  @Override
  boolean stringFits() {
    outOfRange = false;
    return rules.coerce();
  }

  @Override
  boolean bool(boolean value, int row) {
    outOfRange = false;
    return false;
  }

  @Override
  boolean json(byte[] bytes, int start, int end, int row) {
    outOfRange = false;
    return false;
  }
}
