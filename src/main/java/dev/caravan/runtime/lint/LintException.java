package dev.caravan.runtime.lint;

import java.util.List;
import java.util.stream.Collectors;

/** Nothing was started, because the files have errors. */
public final class LintException extends RuntimeException {
  private final transient List<Finding> findings;

  /** @param findings the errors, never empty */
  public LintException(List<Finding> findings) {
    super(findings.stream().map(Finding::toString).collect(Collectors.joining("\n")));
    this.findings = List.copyOf(findings);
  }

  public List<Finding> findings() {
    return findings;
  }
}
