package dev.caravan.transform;

import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The one grammar of a Kamelet's parameters that hold several things: {@code a, b} and {@code a=b, c=d}.
 * A backslash makes the next character literal; commas inside parentheses or quotes separate nothing.
 */
final class CompactText {
  private CompactText() {}

  /** The parts between commas, stripped, in order, their backslashes kept; empty for null or blank text. */
  static List<String> parts(String text) {
    return text == null || text.isBlank() ? List.of() : split(text, ',').stream().map(String::strip).filter(part -> !part.isEmpty()).toList();
  }

  /** The words of a list, unescaped. */
  static List<String> words(String text) {
    return parts(text).stream().map(CompactText::unescape).toList();
  }

  /**
   * The pairs of a list, in order.
   *
   * @param parameter for messages
   * @param form what one pair looks like, for messages
   */
  static Map<String, String> pairs(String text, String parameter, String form, Problems problems) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String part : parts(text)) {
      List<String> sides = split(part, '=');
      if (sides.size() != 2 || sides.get(0).isBlank() || sides.get(1).isBlank()) {
        problems.add(
            Problem.of(ErrorCode.KAMELET_PARAMETER, null, "parameter " + parameter + " cannot be read")
                .required(form, "'" + part + "'"));
      } else if (pairs.put(sides.get(0).strip(), sides.get(1).strip()) != null) {
        problems.add(
            Problem.of(ErrorCode.KAMELET_PARAMETER, null, "parameter " + parameter + " names '" + sides.get(0).strip() + "' twice"));
      }
    }
    return pairs;
  }

  /** The pieces between separators that stand outside quotes and parentheses and have no backslash before. */
  static List<String> split(String text, char separator) {
    List<String> pieces = new ArrayList<>();
    int depth = 0;
    char quote = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == separator && depth <= 0) {
        pieces.add(text.substring(from, i));
        from = i + 1;
      }
    }
    pieces.add(text.substring(from));
    return pieces;
  }

  static String unescape(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      plain.append(c == '\\' && i + 1 < text.length() ? text.charAt(++i) : c);
    }
    return plain.toString();
  }
}
