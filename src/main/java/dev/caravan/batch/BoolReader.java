package dev.caravan.batch;

import java.nio.charset.StandardCharsets;
import java.util.Set;

final class BoolReader extends LongsReader {
  private static final Set<String> TRUE = Set.of("true");
  private static final Set<String> FALSE = Set.of("false");

  private final byte[][] trueTokens;
  private final byte[][] falseTokens;
  private final boolean ownTokens;

  BoolReader(ColumnRead read) {
    super(read);
    trueTokens = lowerCase(rules.trueTokens());
    falseTokens = lowerCase(rules.falseTokens());
    ownTokens = !rules.trueTokens().equals(TRUE) || !rules.falseTokens().equals(FALSE);
  }

  private static byte[][] lowerCase(Set<String> tokens) {
    return tokens.stream().map(token -> fold(token).getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
  }

  private static String fold(String token) {
    return token.toLowerCase(java.util.Locale.ROOT);
  }

  @Override
  String required() {
    if (!ownTokens) {
      return "true or false";
    }
    return "true or false (" + new java.util.TreeSet<>(rules.trueTokens()) + " or " + new java.util.TreeSet<>(rules.falseTokens()) + ")";
  }

  @Override
  boolean convert(byte[] bytes, int start, int end, int row) {
    if (matches(trueTokens, bytes, start, end)) {
      return bool(true, row);
    }
    return matches(falseTokens, bytes, start, end) && bool(false, row);
  }

  /** Tokens named by the contract may stand in a JSON string; "true" in a string is text. */
  @Override
  boolean stringFits() {
    return rules.coerce() || ownTokens;
  }

  @Override
  boolean number(byte[] bytes, int start, int end, boolean integral, int row) {
    return ownTokens && convert(bytes, start, end, row);
  }

  @Override
  boolean bool(boolean value, int row) {
    return put(row, value ? 1 : 0);
  }

  private static boolean matches(byte[][] tokens, byte[] bytes, int start, int end) {
    for (byte[] token : tokens) {
      if (equalsIgnoringCase(token, bytes, start, end)) {
        return true;
      }
    }
    return false;
  }

  private static boolean equalsIgnoringCase(byte[] token, byte[] bytes, int start, int end) {
    boolean ascii = token.length == end - start;
    for (int i = 0; ascii && i < token.length; i++) {
      byte b = bytes[start + i];
      if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != token[i]) {
        ascii = false;
      }
    }
    return ascii
        || Utf8.ascii(bytes, start, end) < end
            && fold(new String(bytes, start, end - start, StandardCharsets.UTF_8))
                .equals(new String(token, StandardCharsets.UTF_8));
  }
}
