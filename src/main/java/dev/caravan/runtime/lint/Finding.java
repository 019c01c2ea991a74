package dev.caravan.runtime.lint;

import dev.caravan.Place;
import dev.caravan.Problem;
import java.util.Comparator;

/**
 * One thing that is wrong in a file, told so that the reader can mend it.
 *
 * @param code the rule's code, or the error code of a contract's problem
 * @param place never null
 * @param required what would have been right, or null
 * @param got what was found, or null
 * @param next the next move for this very case; never null
 */
public record Finding(String code, LintRule.Severity severity, Place place, String message, String required, String got, String next)
    implements Comparable<Finding> {

  private static final Comparator<Finding> BY_PLACE =
      Comparator.comparing((Finding finding) -> finding.place.file())
          .thenComparingInt(finding -> finding.place.line())
          .thenComparingInt(finding -> finding.place.column())
          .thenComparing(Finding::code)
          .thenComparing(Finding::message);

  static Finding of(LintRule rule, Place place, String message, String required, String got, String next) {
    return new Finding(rule.code(), rule.severity(), place, message, required, got, next == null ? rule.remedy() : next);
  }

  static Finding of(Problem problem, Place otherwise) {
    Place place = problem.place() == null ? otherwise : problem.place();
    String next = problem.next() == null ? problem.code().remedy() : problem.next();
    return new Finding(problem.code().code(), LintRule.Severity.ERROR, place, problem.message(), problem.required(), problem.got(), next);
  }

  public boolean isError() {
    return severity == LintRule.Severity.ERROR;
  }

  /** The page that explains the code, as a path in the project. */
  public String link() {
    String page = LintRule.byCode(code).isPresent() ? "lint" : "errors";
    return "docs/reference/" + page + ".md#" + anchor(code);
  }

  static String anchor(String code) {
    return code.replace(".", "");
  }

  /** By file, then by place. */
  @Override
  public int compareTo(Finding other) {
    return BY_PLACE.compare(this, other);
  }

  /** The one textual form: the same from lint and from run. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(place).append(": ");
    if (!isError()) {
      text.append("warning: ");
    }
    text.append(message);
    if (required != null) {
      text.append("; requires ").append(required);
    }
    if (got != null) {
      text.append(required == null ? "; got " : ", got ").append(got);
    }
    return text.append(" [").append(code).append("]\n    next: ").append(next).append("\n    see: ").append(link()).toString();
  }
}
