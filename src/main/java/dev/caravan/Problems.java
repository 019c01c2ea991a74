package dev.caravan;

import java.util.ArrayList;
import java.util.List;

/** Gathers everything that is wrong before anybody is told, so that one run shows it all. Not thread-safe. */
public final class Problems {
  private final List<Problem> problems = new ArrayList<>();

  public void add(Problem problem) {
    problems.add(problem);
  }

  public void addAll(List<Problem> more) {
    problems.addAll(more);
  }

  public boolean isEmpty() {
    return problems.isEmpty();
  }

  public List<Problem> list() {
    return List.copyOf(problems);
  }

  /** @throws CaravanException with all problems when there is at least one */
  public void throwIfAny() {
    if (!problems.isEmpty()) {
      throw new CaravanException(problems);
    }
  }
}
