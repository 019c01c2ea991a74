package dev.caravan.failure;

import dev.caravan.ErrorCode;
import dev.caravan.FailureClass;
import dev.caravan.GeneratedPage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of the table of failures is what the packaged table and the list of errors say. */
class FailurePageTest {

  @Test
  void thePageIsWhatTheTableSays() throws IOException {
    StringBuilder page = new StringBuilder("""
        # The table of failures

        Whatever fails is classified by this table: the first row that fits decides. [Handle failures](../how-to/handle-failures.md)
        shows how to put rows of your own before these (`caravan.failures`).

        | class | what the error policy does |
        |---|---|
        """);
    for (FailureClass each : FailureClass.values()) {
      page.append("| ").append(each.word()).append(" | ").append(reaction(each)).append(" |\n");
    }
    page.append("""

        What a row names must all hold; of a list, one entry. A row about an exception fits what extends it, too, wherever it stands
        among the causes; one about a cause looks at the innermost alone. `sqlState` may be the first two signs. The breaker of a
        system counts the failures that say it is ill; a row with `breaker: opens` opens it at its first failure.

        | rule | fits | class | breaker | because |
        |---|---|---|---|---|
        """);
    for (FailureRule rule : FailureTables.packaged().rules()) {
      page.append("| ").append(rule.name()).append(" | ").append(fits(rule)).append(" | ")
          .append(rule.failureClass() == null ? "its own" : rule.failureClass().word()).append(" | ")
          .append(rule.failureClass() == null ? "when transient" : rule.opens() ? "opens" : rule.outside() ? "counts" : "ignores").append(" | ").append(rule.because()).append(" |\n");
    }
    page.append("\n## Classes of codes\n\nAs declared with each [error](errors.md); the rule `code` goes by it.\n");
    for (FailureClass each : FailureClass.values()) {
      String codes = Arrays.stream(ErrorCode.values()).filter(code -> code.failureClass() == each).map(code -> "`" + code.code() + "`").collect(Collectors.joining(", "));
      page.append("\n**").append(each.word()).append("**: ").append(codes.isEmpty() ? "none" : codes).append(".\n");
    }
    page.append("\nThis page is made from `failures.yaml` and `ErrorCode`; a test compares it.\n");
    GeneratedPage.assertUpToDate("failures.md", page.toString());
  }

  private static String reaction(FailureClass failureClass) {
    return switch (failureClass) {
      case TRANSIENT -> "repeats the step after a wait by chance below a growing bound, or as long as the system asks; then stops the flow";
      case PERMANENT -> "stops the flow and keeps its batch: the same input would fail again";
      case POISON -> "one record is to blame: `jdbc-upsert-sink` rejects it and lands the others; elsewhere, stops the flow and keeps its batch";
      case CONFIGURATION -> "stops the flow and keeps its batch until somebody has mended a file, a setting or a right";
      case BUG -> "stops the flow and keeps its batch: the program is wrong";
    };
  }

  private static String fits(FailureRule rule) {
    List<String> parts = new ArrayList<>();
    add(parts, "code", rule.codes().stream().sorted().toList());
    add(parts, "HTTP", rule.statuses());
    add(parts, "SQL state", rule.sqlStates());
    add(parts, "exception", rule.exceptions().stream().sorted().toList());
    add(parts, "cause", rule.causes().stream().sorted().toList());
    return parts.isEmpty() ? "everything else" : String.join(" and ", parts);
  }

  private static void add(List<String> parts, String what, Collection<String> entries) {
    if (!entries.isEmpty()) {
      parts.add(what + " " + entries.stream().map(entry -> "`" + entry + "`").collect(Collectors.joining(", ")));
    }
  }
}
