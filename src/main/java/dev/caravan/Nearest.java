package dev.caravan;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** "Did you mean": the nearest of the valid names. */
public final class Nearest {
  private Nearest() {}

  /** The nearest name by edit distance (case ignored), when it is near enough to be a likely slip. */
  public static Optional<String> to(String name, Collection<String> valid) {
    int limit = Math.max(2, name.length() / 3);
    return valid.stream()
        .filter(candidate -> distance(name, candidate) <= limit)
        .min(Comparator.comparingInt((String candidate) -> distance(name, candidate)).thenComparing(Comparator.naturalOrder()));
  }

  /** A sentence to append: the nearest name, or all of them when none is near. */
  public static String hint(String name, Collection<String> valid) {
    return to(name, valid)
        .map(near -> "did you mean '" + near + "'?")
        .orElseGet(() -> "valid names: " + String.join(", ", valid.stream().sorted().toList()));
  }

  /** The {@link #hint} as a sentence of its own. */
  public static String advice(String name, Collection<String> valid) {
    String hint = hint(name, valid);
    return Character.toUpperCase(hint.charAt(0)) + hint.substring(1);
  }

  // Damerau-Levenshtein (optimal string alignment): a swapped pair of letters is one slip.
  private static int distance(String left, String right) {
    String a = left.toLowerCase(java.util.Locale.ROOT);
    String b = right.toLowerCase(java.util.Locale.ROOT);
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      cost[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      cost[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] = Math.min(Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1), cost[i - 1][j - 1] + change);
        if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
