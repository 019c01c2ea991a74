package dev.caravan.runtime.lint;

import java.util.regex.Pattern;

/** How Camel reads the text of a number, a boolean or a duration. */
final class DslTypes {
  private static final Pattern DURATION = Pattern.compile("-?\\d+|(\\d+d(ays?)?)?\\s*(\\d+h(ours?)?)?\\s*(\\d+m(in(utes?|s)?)?)?\\s*(\\d+(\\.\\d+)?s(ec(ond)?s?)?)?\\s*(\\d+ms)?");
  private static final Pattern ISO_DURATION = Pattern.compile("-?P(?=.)(\\d+D)?(T(?=.)(\\d+H)?(\\d+M)?(\\d+(\\.\\d+)?S)?)?");

  private DslTypes() {}

  /** Text that only the start can know: a placeholder or a reference. */
  static boolean isLate(String text) {
    return text.contains("{{") || text.startsWith("#");
  }

  static boolean isNumber(String text) {
    try {
      Double.parseDouble(text.strip());
      return !text.strip().matches(".*[dDfF]");
    } catch (NumberFormatException e) {
      return false;
    }
  }

  static boolean isInteger(String text) {
    return text.strip().matches("[-+]?\\d{1,19}");
  }

  static boolean isBoolean(String text) {
    return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false");
  }

  static boolean isDuration(String text) {
    String plain = text.strip();
    return !plain.isEmpty() && (DURATION.matcher(plain).matches() || ISO_DURATION.matcher(plain).matches());
  }
}
