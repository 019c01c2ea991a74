package dev.caravan.failure;

import dev.caravan.FailureClass;
import java.util.List;
import java.util.Set;

/**
 * One row of a table of failures. What it names must all hold; a list holds when one of its entries does.
 *
 * @param name unique in its file
 * @param codes of Caravan's errors; the entry {@value #ANY} means all
 * @param statuses of HTTP: {@code 503} or {@code 5xx}
 * @param sqlStates whole, or their first two signs
 * @param exceptions classes, anywhere among the causes
 * @param causes classes of the innermost cause
 * @param failureClass null for the one that the code has by itself
 * @param outside whether such a failure says that the system outside is ill, so that its breaker counts it
 * @param opens whether one such failure is enough to open that breaker
 * @param because a sentence for people
 */
public record FailureRule(
    String name,
    Set<String> codes,
    List<String> statuses,
    List<String> sqlStates,
    Set<String> exceptions,
    Set<String> causes,
    FailureClass failureClass,
    boolean outside,
    boolean opens,
    String because) {
  static final String ANY = "any";

  public FailureRule {
    codes = Set.copyOf(codes);
    statuses = List.copyOf(statuses);
    sqlStates = List.copyOf(sqlStates);
    exceptions = Set.copyOf(exceptions);
    causes = Set.copyOf(causes);
  }

  /** The one of last resort when a table has no row for a failure. */
  static FailureRule otherwise() {
    return new FailureRule("otherwise", Set.of(), List.of(), List.of(), Set.of(), Set.of(), FailureClass.TRANSIENT, true, false, "Nothing is known of it.");
  }

  boolean matches(FailureFacts facts) {
    return hasCode(facts)
        && (statuses.isEmpty() || statuses.stream().anyMatch(status -> isStatus(status, facts.status())))
        && (sqlStates.isEmpty() || sqlStates.stream().anyMatch(state -> !facts.sqlState().isEmpty() && facts.sqlState().startsWith(state)))
        && (exceptions.isEmpty() || exceptions.stream().anyMatch(facts.exceptions()::contains))
        && (causes.isEmpty() || causes.stream().anyMatch(facts.cause()::contains));
  }

  private boolean hasCode(FailureFacts facts) {
    if (codes.isEmpty()) {
      return true;
    }
    return facts.problem() != null && (codes.contains(ANY) || codes.contains(facts.problem().code().code()));
  }

  private static boolean isStatus(String wanted, int status) {
    return wanted.endsWith("xx") ? status / 100 == wanted.charAt(0) - '0' : Integer.toString(status).equals(wanted);
  }
}
