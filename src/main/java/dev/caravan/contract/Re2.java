package dev.caravan.contract;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The standard's patterns are ECMA-262; the engine runs RE2, which has no backtracking. What both
 * have is carried over, what RE2 lacks is refused by name rather than run wrongly.
 */
final class Re2 {
  private static final Pattern REPEAT = Pattern.compile("\\{(\\d+)(?:,(\\d*))?\\}");
  private static final int MOST_REPEATS = 1000;
  private static final String ESCAPES = "dDwWsSbBnrtfvpPxzAaCQE";

  private final String pattern;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int depth;
  private boolean repeatable;
  private boolean repeated;

  private Re2(String pattern) {
    this.pattern = pattern;
  }

  /** @throws IllegalArgumentException whose message names what RE2 cannot do */
  static String translate(String pattern) {
    return new Re2(pattern).translate();
  }

  private String translate() {
    while (at < pattern.length()) {
      char letter = pattern.charAt(at);
      switch (letter) {
        case '\\' -> escape(false);
        case '[' -> characterClass();
        case '(' -> open();
        case ')' -> close();
        case '*', '+', '?' -> repeat(1);
        case '{' -> braces();
        case '|', '^' -> plain(false);
        default -> plain(true);
      }
    }
    if (depth > 0) {
      throw new IllegalArgumentException("an unclosed '('");
    }
    return out.toString();
  }

  private void plain(boolean mayRepeat) {
    out.append(pattern.charAt(at++));
    repeatable = mayRepeat;
    repeated = false;
  }

  private void escape(boolean inClass) {
    if (at + 1 == pattern.length()) {
      throw new IllegalArgumentException("a '\\' at the end");
    }
    char letter = pattern.charAt(at + 1);
    if (letter == 'u' && pattern.substring(at).matches("(?s)\\\\u[0-9A-Fa-f]{4}.*")) {
      out.append("\\x{").append(pattern, at + 2, at + 6).append('}');
      at += 6;
    } else if (letter == '0') {
      out.append("\\x00");
      at += 2;
    } else if (Character.isDigit(letter) || letter == 'k') {
      throw new IllegalArgumentException("a backreference (\\" + letter + ")");
    } else if (Character.isLetter(letter) && ESCAPES.indexOf(letter) < 0) {
      throw new IllegalArgumentException("the escape \\" + letter);
    } else if (inClass && letter == 'b') {
      out.append("\\x08");
      at += 2;
    } else {
      out.append('\\').append(letter);
      at += 2;
    }
    repeatable = true;
    repeated = false;
  }

  private void characterClass() {
    int start = at;
    out.append('[');
    at++;
    if (at < pattern.length() && pattern.charAt(at) == '^') {
      out.append('^');
      at++;
    }
    if (at < pattern.length() && pattern.charAt(at) == ']') {
      throw new IllegalArgumentException("an empty character class");
    }
    while (at < pattern.length() && pattern.charAt(at) != ']') {
      if (pattern.charAt(at) == '\\') {
        escape(true);
      } else if (pattern.charAt(at) == '[') {
        out.append("\\[");
        at++;
      } else {
        out.append(pattern.charAt(at++));
      }
    }
    if (at == pattern.length()) {
      throw new IllegalArgumentException("an unclosed '[' at character " + (start + 1));
    }
    out.append(']');
    at++;
    repeatable = true;
    repeated = false;
  }

  private void open() {
    String rest = pattern.substring(at);
    if (rest.startsWith("(?=") || rest.startsWith("(?!")) {
      throw new IllegalArgumentException("a lookahead (" + rest.substring(1, 3) + "…)");
    }
    if (rest.startsWith("(?<=") || rest.startsWith("(?<!")) {
      throw new IllegalArgumentException("a lookbehind (" + rest.substring(1, 4) + "…)");
    }
    if (rest.startsWith("(?>")) {
      throw new IllegalArgumentException("an atomic group (?>…)");
    }
    if (rest.startsWith("(?<")) {
      out.append("(?P<");
      at += 3;
    } else {
      Matcher flags = Pattern.compile("\\(\\?(?:[imsU]*(?:-[imsU]+)?[:)]|P<)").matcher(rest);
      String head = flags.lookingAt() ? flags.group() : "(";
      if (head.equals("(") && rest.startsWith("(?")) {
        throw new IllegalArgumentException(
            "the group " + rest.substring(0, Math.min(4, rest.length())) + "…");
      }
      out.append(head);
      at += head.length();
      if (head.endsWith(")")) {
        depth--;
      }
    }
    depth++;
    repeatable = false;
    repeated = false;
  }

  private void close() {
    if (--depth < 0) {
      throw new IllegalArgumentException("a ')' without '('");
    }
    plain(true);
  }

  private void braces() {
    Matcher repeat = REPEAT.matcher(pattern.substring(at));
    if (!repeat.lookingAt()) {
      out.append('\\');
      plain(true);
      return;
    }
    String most =
        repeat.group(2) == null || repeat.group(2).isEmpty() ? repeat.group(1) : repeat.group(2);
    if (most.length() > 4 || Integer.parseInt(most) > MOST_REPEATS) {
      throw new IllegalArgumentException(
          "more than " + MOST_REPEATS + " repetitions " + repeat.group());
    }
    repeat(repeat.group().length());
  }

  private void repeat(int length) {
    char letter = pattern.charAt(at);
    if (repeated && letter == '?') {
      plain(false);
      return;
    }
    if (repeated) {
      throw new IllegalArgumentException("a possessive or repeated quantifier '" + letter + "'");
    }
    if (!repeatable) {
      throw new IllegalArgumentException("the quantifier '" + letter + "' with nothing to repeat");
    }
    out.append(pattern, at, at + length);
    at += length;
    repeated = true;
    repeatable = false;
  }
}
