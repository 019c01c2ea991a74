package dev.caravan.runtime.lint;

import dev.caravan.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rules that comments of a file switch off: {@code # caravan-lint: off <rule>} on the line or the line
 * before, {@code # caravan-lint: off-file <rule>} for the whole file; in Java behind {@code //}. Not thread-safe.
 */
final class Suppressions {
  private static final Pattern COMMENT = Pattern.compile("(?:^|\\s)(?:#|//)\\s*caravan-lint:\\s*(\\S+)\\s*(.*)");

  private final List<Suppression> suppressions = new ArrayList<>();

  private static final class Suppression {
    private final LintRule rule;
    private final Place place;
    private final int line;
    private boolean used;

    /** @param line the line it speaks of, 0 for the whole file */
    Suppression(LintRule rule, Place place, int line) {
      this.rule = rule;
      this.place = place;
      this.line = line;
    }
  }

  Suppressions(LintFile file, Findings findings) {
    int number = 0;
    for (String line : file.text().split("\n", -1)) {
      number++;
      Matcher comment = COMMENT.matcher(line);
      if (comment.find()) {
        int start = line.startsWith("#") || line.startsWith("//") ? 0 : comment.start() + 1;
        boolean own = line.substring(0, start).isBlank();
        read(comment, new Place(file.name(), number, start + 1), own ? number + 1 : number, findings);
      }
    }
  }

  private void read(Matcher comment, Place place, int line, Findings findings) {
    String command = comment.group(1);
    if (!command.equals("off") && !command.equals("off-file")) {
      findings.add(LintRule.SUPPRESSION_UNKNOWN, place, "this comment says nothing to lint", "off <rule> or off-file <rule>", "'" + command + "'", null);
      return;
    }
    List<String> codes = List.of(comment.group(2).strip().split("[,\\s]+"));
    for (String code : codes) {
      LintRule rule = LintRule.byCode(code).orElse(null);
      if (rule == null) {
        findings.add(LintRule.SUPPRESSION_UNKNOWN, place, "there is no rule '" + code + "'", "the code of a rule", "'" + code + "'",
            DslCheck.nearest(code, LintRule.codes()));
      } else if (!rule.suppressible()) {
        findings.add(LintRule.SUPPRESSION_UNKNOWN, place, "the rule '" + code + "' cannot be switched off", "a rule that only lint knows",
            "one that the start depends on", "Remove the comment and mend what the rule finds.");
      } else {
        suppressions.add(new Suppression(rule, place, command.equals("off-file") ? 0 : line));
      }
    }
  }

  boolean covers(Finding finding) {
    boolean covered = false;
    for (Suppression suppression : suppressions) {
      if (suppression.rule.code().equals(finding.code()) && (suppression.line == 0 || suppression.line == finding.place().line())) {
        suppression.used = true;
        covered = true;
      }
    }
    return covered;
  }

  /** To be asked after every finding of the file was shown to {@link #covers}. */
  void reportUnneeded(Findings findings) {
    for (Suppression suppression : suppressions) {
      if (!suppression.used) {
        String where = suppression.line == 0 ? "this file" : "line " + suppression.line;
        findings.add(LintRule.SUPPRESSION_UNNEEDED, suppression.place, "the rule '" + suppression.rule.code() + "' has nothing to say about " + where,
            null, null, null);
      }
    }
  }
}
