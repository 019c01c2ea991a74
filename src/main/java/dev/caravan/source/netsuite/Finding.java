package dev.caravan.source.netsuite;

import dev.caravan.Problem;
import java.util.Objects;

/**
 * What one check of an account found. Immutable.
 *
 * @param check in a word or two: {@code clock}, {@code table customer}
 * @param found what is so, in one line, without secrets
 * @param problem what is wrong and what to do; null unless it failed
 */
public record Finding(String check, Outcome outcome, String found, Problem problem) {
  /** How a check ended. */
  public enum Outcome {
    OK,
    FAILED,
    /** not tried, because another check failed that it depends on */
    SKIPPED
  }

  public Finding {
    Objects.requireNonNull(check, "check is null");
    Objects.requireNonNull(outcome, "outcome is null");
    Objects.requireNonNull(found, "found is null");
  }

  static Finding ok(String check, String found) {
    return new Finding(check, Outcome.OK, found, null);
  }

  static Finding failed(String check, Problem problem) {
    return new Finding(check, Outcome.FAILED, problem.message(), problem);
  }

  static Finding skipped(String check, String why) {
    return new Finding(check, Outcome.SKIPPED, why, null);
  }
}
