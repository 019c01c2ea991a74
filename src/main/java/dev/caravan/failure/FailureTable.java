package dev.caravan.failure;

import dev.caravan.FailureClass;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The table by which every failure is classified: the first row that fits decides. Immutable. */
public record FailureTable(List<FailureRule> rules) {
  public FailureTable {
    rules = List.copyOf(rules);
  }

  /**
   * What the table says of one failure.
   *
   * @param outside whether the breaker of the system outside counts it
   * @param opens whether that breaker opens at once
   * @param rule name of the row that decided
   */
  public record Verdict(FailureClass failureClass, boolean outside, boolean opens, String rule) {
    /** Of a failure that opens no breaker by itself. */
    public Verdict(FailureClass failureClass, boolean outside, String rule) {
      this(failureClass, outside, false, rule);
    }
  }

  /** Rows that come before those of this table. */
  public FailureTable after(FailureTable first) {
    return new FailureTable(Stream.concat(first.rules.stream(), rules.stream()).toList());
  }

  public Verdict verdict(FailureFacts facts) {
    FailureRule rule = rules.stream().filter(each -> each.matches(facts)).findFirst().orElseGet(FailureRule::otherwise);
    if (rule.failureClass() != null) {
      return new Verdict(rule.failureClass(), rule.outside(), rule.opens(), rule.name());
    }
    FailureClass own = Objects.requireNonNull(facts.problem(), "a row by code fits a failure with a code").code().failureClass();
    return new Verdict(own, own == FailureClass.TRANSIENT, rule.name());
  }
}
