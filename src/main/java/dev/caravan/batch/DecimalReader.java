package dev.caravan.batch;

import java.math.BigInteger;

final class DecimalReader extends CellReader {
  private final NumberText number = new NumberText();
  private final int precision;
  private final int scale;
  private final boolean wide;
  private long[] values;
  private boolean[] nulls;
  private BigInteger[] wides;

  DecimalReader(ColumnRead read, Type.Decimal type) {
    super(read);
    precision = type.precision();
    scale = type.scale();
    wide = precision > Chunk.LONG_DIGITS;
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

  @Override
  String required() {
    String unit = rules.minorUnits() > 0 ? "whole number of minor units for a " : "";
    return unit + "decimal of at most " + (precision - scale) + " digits before and " + scale + " behind the point";
  }

  @Override
  boolean convert(byte[] bytes, int start, int end, int row) {
    if (end - start <= Chunk.LONG_DIGITS && convertShort(bytes, start, end, row)) {
      return true;
    }
    if (!number.parse(bytes, start, end)) {
      return false;
    }
    int places = scale;
    if (rules.minorUnits() > 0) {
      if (number.known() && number.neededScale() > 0) {
        return false;
      }
      places = scale - rules.minorUnits();
    }
    if (!number.fits(precision, places)) {
      return false;
    }
    if (wide) {
      wides[row] = number.unscaled(places);
    } else {
      values[row] = number.unscaledLong(places);
      nulls[row] = false;
    }
    return true;
  }

  /** Plain digits with a point: the usual case. Anything it does not take is read again the long way. */
  private boolean convertShort(byte[] bytes, int start, int end, int row) {
    int i = start;
    boolean negative = bytes[i] == '-';
    if (negative) {
      i++;
    }
    long value = 0;
    int digits = 0;
    int point = -1;
    for (; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit >= 0 && digit <= 9) {
        value = value * 10 + digit;
        digits++;
      } else if (bytes[i] == '.' && point < 0) {
        point = digits;
      } else {
        return false;
      }
    }
    return digits > 0 && plain(negative ? -value : value, point < 0 ? 0 : digits - point, row);
  }

  /** @return false when it has to be read from its text */
  boolean plain(long unscaled, int places, int row) {
    int missing = scale - places;
    // The limit divided, since the product may be more than a long holds.
    if (wide || rules.minorUnits() != 0 || missing < 0 || Math.abs(unscaled) >= NumberText.power(precision - missing)) {
      return false;
    }
    values[row] = unscaled * NumberText.power(missing);
    nulls[row] = false;
    return true;
  }

  @Override
  boolean number(byte[] bytes, int start, int end, boolean integral, int row) {
    return convert(bytes, start, end, row);
  }
}
