package dev.caravan.runtime.metrics;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The series and labels that an expression of PromQL names. Whether it is one at all is Prometheus' to say.
 *
 * @param labels without those that Prometheus gives to every target
 */
record PromQlNames(Set<String> series, Set<String> labels) {
  private static final Pattern TOKEN =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|\\[[^\\]]*\\]|[A-Za-z_:][A-Za-z0-9_:]*|[{}()]|\\d[\\w.]*|\\S");
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");
  private static final Set<String> BEFORE_LABELS = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
  private static final Set<String> OF_TARGETS = Set.of("job", "instance");

  static PromQlNames of(String expression) {
    Set<String> series = new TreeSet<>();
    Set<String> labels = new TreeSet<>();
    Matcher tokens = TOKEN.matcher(expression);
    boolean inBraces = false;
    boolean inLabels = false;
    boolean labelsFollow = false;
    while (tokens.find()) {
      String token = tokens.group();
      boolean name = Character.isLetter(token.charAt(0)) || token.charAt(0) == '_' || token.charAt(0) == ':';
      boolean called = name && expression.substring(tokens.end()).stripLeading().startsWith("(");
      if (token.equals("{") || token.equals("}")) {
        inBraces = token.equals("{");
      } else if (token.equals("(") && labelsFollow) {
        inLabels = true;
      } else if (token.equals(")")) {
        inLabels = false;
      } else if (name && (inBraces || inLabels)) {
        labels.add(token);
      } else if (name && !BEFORE_LABELS.contains(token) && !WORDS.contains(token) && !called && !beforeLabels(expression, tokens.end())) {
        series.add(token);
      }
      labelsFollow = BEFORE_LABELS.contains(token);
    }
    labels.removeAll(OF_TARGETS);
    return new PromQlNames(series, labels);
  }

  // sum by (flow) (...): what aggregates stands before its labels.
  private static boolean beforeLabels(String expression, int end) {
    return expression.substring(end).matches("(?s)\\s+(by|without)\\s*\\(.*");
  }
}
