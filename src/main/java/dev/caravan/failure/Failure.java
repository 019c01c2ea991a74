package dev.caravan.failure;

import dev.caravan.FailureClass;
import dev.caravan.Problem;
import java.time.Duration;
import java.util.Optional;

/**
 * A failure as it was classified.
 *
 * @param rule name of the row of the table that decided
 * @param outside whether it says that the system outside is ill
 * @param opens whether the breaker of that system opens at once
 * @param asked how long the system asked to wait, or null
 */
public record Failure(Problem problem, FailureClass failureClass, String rule, boolean outside, boolean opens, Duration asked) {

  /** For what Caravan itself decides, such as to stop. */
  public static Failure of(Problem problem) {
    return new Failure(problem, problem.code().failureClass(), "code", false, false, null);
  }

  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(asked);
  }

  /** Class and rule, in a few words; that a code has its class goes without saying. */
  public String why() {
    return rule.equals("code") ? failureClass.word() : failureClass.word() + " by rule " + rule;
  }

  /** What is to be done about it. */
  public Reaction reaction() {
    return switch (failureClass) {
      case TRANSIENT -> Reaction.RETRY;
      case PERMANENT, POISON, CONFIGURATION, BUG -> Reaction.STOP;
    };
  }

  /** What an error policy can do. */
  public enum Reaction {
    /** wait, then repeat the step; stop when it stays */
    RETRY,
    /** stop the flow and keep its batch */
    STOP
  }
}
