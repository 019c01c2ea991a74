package dev.caravan.batch;

import java.math.BigInteger;

/**
 * The exact value of a number's text: {@code unscaled × 10^-scale}, for numbers of up to 40 significant
 * digits, whatever the exponent. Longer ones are recognised as numbers, without their value. Reused; one
 * thread at a time.
 */
final class NumberText {
  private static final int MOST_DIGITS = 40;
  private static final long[] POWERS = new long[19];
  private static final BigInteger[] BIG_POWERS = new BigInteger[MOST_DIGITS + 1];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
    for (int i = 0; i < BIG_POWERS.length; i++) {
      BIG_POWERS[i] = BigInteger.TEN.pow(i);
    }
  }

  private final byte[] digits = new byte[MOST_DIGITS];
  private boolean negative;

  /** significant digits, without leading and trailing zeros; 0 for the number zero; -1 when there are too many */
  private int count;

  private long scale;

  /** neither point nor exponent */
  boolean integral;

  /** digits written behind the point */
  int writtenScale;

  static long power(int exponent) {
    return POWERS[exponent];
  }

  static BigInteger bigPower(int exponent) {
    return BIG_POWERS[exponent];
  }

  /** @return false when the text is no decimal number */
  boolean parse(byte[] bytes, int start, int end) {
    int i = start;
    negative = i < end && bytes[i] == '-';
    if (negative || i < end && bytes[i] == '+') {
      i++;
    }
    integral = true;
    count = 0;
    int trailingZeros = 0;
    int seen = 0;
    int fraction = 0;
    boolean point = false;
    for (; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit == 0) {
        seen++;
        if (count != 0) {
          trailingZeros++;
        }
      } else if (digit > 0 && digit < 10) {
        seen++;
        append(trailingZeros, (byte) digit);
        trailingZeros = 0;
      } else if (bytes[i] == '.' && !point) {
        point = true;
        integral = false;
        continue;
      } else {
        break;
      }
      if (point) {
        fraction++;
      }
    }
    if (seen == 0) {
      return false;
    }
    writtenScale = fraction;
    long exponent = 0;
    if (i < end) {
      if (bytes[i] != 'e' && bytes[i] != 'E') {
        return false;
      }
      integral = false;
      int digitsOfExponent = 0;
      i++;
      boolean down = i < end && bytes[i] == '-';
      if (down || i < end && bytes[i] == '+') {
        i++;
      }
      for (; i < end; i++, digitsOfExponent++) {
        int digit = bytes[i] - '0';
        if (digit < 0 || digit > 9) {
          return false;
        }
        exponent = Math.min(exponent * 10 + digit, 1L << 40);
      }
      if (digitsOfExponent == 0) {
        return false;
      }
      exponent = down ? -exponent : exponent;
    }
    scale = fraction - trailingZeros - exponent;
    return true;
  }

  private void append(int zeros, byte digit) {
    if (count < 0 || count + zeros + 1 > MOST_DIGITS) {
      count = -1;
      return;
    }
    for (int i = 0; i < zeros; i++) {
      digits[count++] = 0;
    }
    digits[count++] = digit;
  }

  boolean zero() {
    return count == 0;
  }

  /** Whether the value has no more than so many places and, without its point, so many digits. */
  boolean fits(int precision, int places) {
    return count == 0 || count > 0 && scale <= places && count + (places - scale) <= precision;
  }

  /** The unscaled value at that scale; {@link #fits} with a precision of at most 18 must have held. */
  long unscaledLong(int places) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value * 10 + digits[i];
    }
    value = count == 0 ? 0 : value * POWERS[(int) (places - scale)];
    return negative ? -value : value;
  }

  /** The unscaled value at that scale; {@link #fits} must have held. */
  BigInteger unscaled(int places) {
    if (count == 0) {
      return BigInteger.ZERO;
    }
    StringBuilder text = new StringBuilder(MOST_DIGITS + 1);
    if (negative) {
      text.append('-');
    }
    for (int i = 0; i < count; i++) {
      text.append((char) ('0' + digits[i]));
    }
    return new BigInteger(text.toString()).multiply(BIG_POWERS[(int) (places - scale)]);
  }

  /** Digits in front of the point; 0 below 1. */
  long integerDigits() {
    return count == 0 ? 0 : Math.max(0, count - scale);
  }

  /** Places the value needs, without trailing zeros. */
  long neededScale() {
    return count == 0 ? 0 : Math.max(0, scale);
  }

  /** Whether the digits are known. */
  boolean known() {
    return count >= 0;
  }
}
