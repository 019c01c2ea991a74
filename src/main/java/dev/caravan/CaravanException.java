package dev.caravan;

import java.util.List;
import java.util.stream.Collectors;

/** The only exception Caravan throws on purpose: one or more {@link Problem}s. */
public final class CaravanException extends RuntimeException {
  private final transient List<Problem> problems;

  public CaravanException(List<Problem> problems) {
    this(problems, null);
  }

  public CaravanException(Problem problem) {
    this(List.of(problem), null);
  }

  public CaravanException(Problem problem, Throwable cause) {
    this(List.of(problem), cause);
  }

  public CaravanException(ErrorCode code, String message) {
    this(List.of(Problem.of(code, null, message)), null);
  }

  public CaravanException(ErrorCode code, String message, Throwable cause) {
    this(List.of(Problem.of(code, null, message)), cause);
  }

  private CaravanException(List<Problem> problems, Throwable cause) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")), cause);
    this.problems = List.copyOf(problems);
  }

  /** Never empty; the first is the one that decides what happens next. */
  public List<Problem> problems() {
    return problems;
  }

  public ErrorCode code() {
    return problems.get(0).code();
  }
}
