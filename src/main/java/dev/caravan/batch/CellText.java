package dev.caravan.batch;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Cleans the text of a cell by its rules. Holds the outcome of the last cleaning; one thread at a time. */
final class CellText {
  private final CellRules rules;
  private final byte[][] nullTokens;
  private final boolean changes;
  byte[] bytes;
  int start;
  int end;

  CellText(CellRules rules) {
    this.rules = rules;
    this.nullTokens = rules.nullTokens().stream().map(token -> token.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
    this.changes = !rules.verbatim() && (rules.trim() || rules.letters() != CellRules.Letters.KEEP || nullTokens.length > 0);
  }

  /** @return false when the text means "no value" */
  boolean clean(byte[] text, int from, int to) {
    bytes = text;
    start = from;
    end = to;
    if (!changes) {
      return true;
    }
    if (rules.trim()) {
      trim();
    }
    for (byte[] token : nullTokens) {
      if (java.util.Arrays.equals(bytes, start, end, token, 0, token.length)) {
        return false;
      }
    }
    if (rules.letters() != CellRules.Letters.KEEP) {
      changeLetters();
    }
    return true;
  }

  private void trim() {
    while (start < end && asciiSpace(bytes[start])) {
      start++;
    }
    while (end > start && asciiSpace(bytes[end - 1])) {
      end--;
    }
    if (start < end && (bytes[start] < 0 || bytes[end - 1] < 0)) {
      String text = new String(bytes, start, end - start, StandardCharsets.UTF_8);
      int first = 0;
      int last = text.length();
      while (first < last && space(text.charAt(first))) {
        first++;
      }
      while (last > first && space(text.charAt(last - 1))) {
        last--;
      }
      if (first > 0 || last < text.length()) {
        use(text.substring(first, last));
      }
    }
  }

  private static boolean asciiSpace(byte b) {
    return b == ' ' || b >= '\t' && b <= '\r';
  }

  /** White space as Unicode has it, the no-break spaces included; all of it lies below U+10000. */
  private static boolean space(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }

  private void changeLetters() {
    String text = new String(bytes, start, end - start, StandardCharsets.UTF_8);
    use(rules.letters() == CellRules.Letters.UPPER ? text.toUpperCase(Locale.ROOT) : text.toLowerCase(Locale.ROOT));
  }

  private void use(String text) {
    bytes = text.getBytes(StandardCharsets.UTF_8);
    start = 0;
    end = bytes.length;
  }

  boolean empty() {
    return start == end;
  }

  String string() {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }
}
