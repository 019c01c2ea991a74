package dev.caravan;

import java.util.Objects;

/**
 * One thing that is wrong, told so that the reader can mend it.
 *
 * @param code what kind of thing, from the one registry
 * @param place where, or null when no file is involved
 * @param message the fact, in one sentence, without secrets
 * @param required what would have been right, or null
 * @param got what was found, or null
 * @param next the next move for this very case (nearest valid name, command to type); null falls
 *     back to the remedy of the code
 */
public record Problem(
    ErrorCode code, Place place, String message, String required, String got, String next) {

  public Problem {
    Objects.requireNonNull(code, "code is null");
    Objects.requireNonNull(message, "message is null");
  }

  public static Problem of(ErrorCode code, Place place, String message) {
    return new Problem(code, place, message, null, null, null);
  }

  public Problem required(String required, String got) {
    return new Problem(code, place, message, required, got, next);
  }

  public Problem next(String next) {
    return new Problem(code, place, message, required, got, next);
  }

  /** The one textual form: the same in the terminal, the log and every API. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (place != null) {
      text.append(place).append(": ");
    }
    text.append(message);
    if (required != null) {
      text.append("; requires ").append(required);
    }
    if (got != null) {
      text.append(", got ").append(got);
    }
    text.append(" [").append(code.code()).append(']');
    text.append("\n    next: ").append(next == null ? code.remedy() : next);
    return text.toString();
  }
}
