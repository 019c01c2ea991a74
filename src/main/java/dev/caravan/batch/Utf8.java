package dev.caravan.batch;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Questions about bytes of text, answered eight bytes at a time where that is possible. */
final class Utf8 {
  private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final int SHOWN = 200;

  private Utf8() {}

  /** @return index of the first such byte in [from, to), or -1 */
  static int indexOf(byte[] bytes, int from, int to, byte wanted) {
    long pattern = (wanted & 0xFFL) * LOW_BITS;
    int i = from;
    for (int last = to - 8; i <= last; i += 8) {
      long difference = (long) LONGS.get(bytes, i) ^ pattern;
      long zero = (difference - LOW_BITS) & ~difference & HIGH_BITS;
      if (zero != 0) {
        return i + (Long.numberOfTrailingZeros(zero) >>> 3);
      }
    }
    for (; i < to; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  /** @return index of the first quote, backslash or control character, or {@code to} */
  static int plainEnd(byte[] bytes, int from, int to) {
    int i = from;
    for (int last = to - 8; i <= last; i += 8) {
      long word = (long) LONGS.get(bytes, i);
      long quote = word ^ '"' * LOW_BITS;
      long backslash = word ^ '\\' * LOW_BITS;
      // The lowest bit that is set is a true one; above it a borrow may have set others.
      long special = ((quote - LOW_BITS) & ~quote | (backslash - LOW_BITS) & ~backslash | (word - ' ' * LOW_BITS) & ~word) & HIGH_BITS;
      if (special != 0) {
        return i + (Long.numberOfTrailingZeros(special) >>> 3);
      }
    }
    while (i < to && bytes[i] != '"' && bytes[i] != '\\' && (bytes[i] >= ' ' || bytes[i] < 0)) {
      i++;
    }
    return i;
  }

  /** @return index of the first byte that is not ASCII, or {@code to} */
  static int ascii(byte[] bytes, int from, int to) {
    int i = from;
    for (int last = to - 8; i <= last; i += 8) {
      long high = (long) LONGS.get(bytes, i) & HIGH_BITS;
      if (high != 0) {
        return i + (Long.numberOfTrailingZeros(high) >>> 3);
      }
    }
    while (i < to && bytes[i] >= 0) {
      i++;
    }
    return i;
  }

  /** @return index of the first byte that does not belong to well-formed UTF-8, or -1 */
  static int invalid(byte[] bytes, int from, int to) {
    int i = ascii(bytes, from, to);
    while (i < to) {
      int length = sequence(bytes, i, to);
      if (length <= 0) {
        return i;
      }
      i += length;
      if (i < to && bytes[i] >= 0) {
        i = ascii(bytes, i, to);
      }
    }
    return -1;
  }

  /** @return bytes of the code point at i; 0 when it is cut off by {@code to}, -1 when it is malformed */
  static int sequence(byte[] bytes, int i, int to) {
    int first = bytes[i];
    if (first >= 0) {
      return 1;
    }
    int lead = first & 0xFF;
    if (lead < 0xC2 || lead > 0xF4) {
      return -1;
    }
    int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (i + 1 >= to) {
      return 0;
    }
    int second = bytes[i + 1] & 0xFF;
    int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < lowest || second > highest) {
      return -1;
    }
    for (int k = 2; k < length; k++) {
      if (i + k >= to) {
        return 0;
      }
      if ((bytes[i + k] & 0xC0) != 0x80) {
        return -1;
      }
    }
    return length;
  }

  /** The text, shortened for people; bytes that are not UTF-8 show as the replacement character. */
  static String shown(byte[] bytes, int from, int to) {
    return shown(new String(bytes, from, Math.min(to - from, SHOWN * 4), StandardCharsets.UTF_8));
  }

  static String shown(String text) {
    if (text.length() <= SHOWN) {
      return text;
    }
    int cut = Character.isHighSurrogate(text.charAt(SHOWN - 1)) ? SHOWN - 1 : SHOWN;
    return text.substring(0, cut);
  }

  static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return true;
      }
    }
    return false;
  }
}
