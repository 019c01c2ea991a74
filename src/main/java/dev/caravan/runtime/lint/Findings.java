package dev.caravan.runtime.lint;

import dev.caravan.Place;
import dev.caravan.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Gathers findings while files are looked at; the same one twice counts once. Not thread-safe. */
final class Findings {
  private final Set<Finding> findings = new LinkedHashSet<>();

  void add(LintRule rule, Place place, String message, String required, String got, String next) {
    findings.add(Finding.of(rule, place, message, required, got, next));
  }

  void add(Problem problem, Place otherwise) {
    findings.add(Finding.of(problem, otherwise));
  }

  List<Finding> sorted() {
    List<Finding> sorted = new ArrayList<>(findings);
    sorted.sort(null);
    return sorted;
  }
}
