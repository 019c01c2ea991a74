package dev.caravan.failure;

import dev.caravan.CaravanException;
import dev.caravan.Causes;
import dev.caravan.Problem;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What can be told of a failure by looking at it and at what caused it.
 *
 * @param problem of the outermost exception of Caravan's own, or null
 * @param status of HTTP, 0 for none
 * @param sqlState upper case, empty for none
 * @param exceptions names of all classes and interfaces of the failure and its causes
 * @param cause those of the innermost alone
 * @param retryAfter how long a system asked to wait, or null
 */
public record FailureFacts(Problem problem, int status, String sqlState, Set<String> exceptions, Set<String> cause, Duration retryAfter) {
  public FailureFacts {
    exceptions = Set.copyOf(exceptions);
    cause = Set.copyOf(cause);
  }

  /** @param answers finds the HTTP answer in exceptions that this package does not know */
  public static FailureFacts of(Throwable failure, Function<Throwable, Optional<HttpAnswer>> answers) {
    Problem problem = null;
    HttpAnswer answer = null;
    String sqlState = "";
    Set<String> exceptions = new HashSet<>();
    Throwable last = failure;
    for (Throwable each : Causes.of(failure)) {
      if (problem == null && each instanceof CaravanException known) {
        problem = known.problems().get(0);
      }
      if (answer == null) {
        answer = each instanceof HttpAnswer told ? told : answers.apply(each).orElse(null);
      }
      if (sqlState.isEmpty() && each instanceof SQLException sql && sql.getSQLState() != null) {
        sqlState = sql.getSQLState().toUpperCase(java.util.Locale.ROOT);
      }
      if (!(each instanceof HttpAnswer)) {
        names(each.getClass(), exceptions);
        last = each;
      }
    }
    Set<String> cause = new HashSet<>();
    names(last.getClass(), cause);
    return new FailureFacts(problem, answer == null ? 0 : answer.status(), sqlState, exceptions, cause, answer == null ? null : answer.retryAfter().orElse(null));
  }

  private static void names(Class<?> type, Set<String> names) {
    for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
      names.add(each.getName());
      for (Class<?> known : each.getInterfaces()) {
        names(known, names);
      }
    }
  }
}
