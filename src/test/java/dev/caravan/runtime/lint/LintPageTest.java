package dev.caravan.runtime.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The reference page is made from the rules; {@code -Dlint.write=true} writes it anew. */
class LintPageTest {
  private static final Path PAGE = Path.of("docs/reference/lint.md");

  @Test
  void thePageIsWhatTheRulesSay() throws IOException {
    if (Boolean.getBoolean("lint.write")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, page());
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page());
  }

  private static String page() {
    StringBuilder page = new StringBuilder("""
        # Lint: what it finds

        `./caravan lint [--format text|json|sarif] PATH…` looks at routes, Kamelets, contracts, tests and properties, and tells
        everything at once, by file and place. Exit code 2 means that there are errors; warnings stop nothing. `run` looks at the
        routes it is about to start in the same way and starts nothing when there are errors. Problems of contracts have the codes
        of [the error reference](errors.md).

        Rules marked *own* know more than Camel and can be switched off where they are wrong, on a line or for a file:

        ```text
        password: sandbox # caravan-lint: off secret.in-clear
        # caravan-lint: off endpoint.no-consumer
        - to: direct:made-elsewhere
        # caravan-lint: off-file route.no-id
        ```

        A comment on a line of its own speaks of the next line. A comment that is not needed is reported. The other rules find
        what keeps a route from starting; they cannot be switched off.

        A Kamelet of your own may say more of a parameter than its type: `enum`, `pattern`, `minimum`, `maximum`, and `format` with
        `duration`, `size`, `zone`, `charset` or `dataset`. A parameter that its template uses as `#bean:{{name}}` has to name a bean.
        Values behind placeholders are read too, as far as they are known.

        This page is made from the rules (`LintRule`); a test compares it.
        """);
    for (LintRule rule : LintRule.values()) {
      page.append("\n## ").append(rule.code()).append("\n\n")
          .append(rule.cause()).append(' ').append(rule.severity() == LintRule.Severity.ERROR ? "An error" : "A warning")
          .append(rule.suppressible() ? ", *own*." : ".").append("\n\n")
          .append("```text\n").append(rule.example()).append("\n```\n\n")
          .append("Remedy: ").append(rule.remedy()).append('\n');
    }
    return page.toString();
  }
}
