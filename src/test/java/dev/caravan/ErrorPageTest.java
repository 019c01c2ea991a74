package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ErrorPageTest {

  @Test
  void thePageIsWhatTheRegistrySays() throws IOException {
    StringBuilder page = new StringBuilder("""
        # Errors

        Every error has the form: place, fact, what was required, what was got, the code in brackets, and the next move.
        The class decides what the error policy does: *transient* failures are tried again with growing delays; the others stop
        the flow at once and keep the batch. What has no code is classified by [the table of failures](failures.md), which can
        also be told otherwise. Codes of `caravan lint` are on [their own page](lint.md).

        This page is made from `ErrorCode` and from the folders of `src/test/resources/errors`, whose files provoke each error
        in a test; times and ids are those of one run.
        """);
    for (ErrorCode code : ErrorCode.values()) {
      page.append("\n## ").append(code.code()).append("\n\n")
          .append(code.cause()).append(" *").append(shown(code.failureClass())).append(".*\n\n")
          .append(ErrorExamples.exists(code) ? "```console\n" + ErrorExamples.text(code) + "\n```\n\n" : "")
          .append("Remedy: ").append(code.remedy()).append('\n');
    }
    GeneratedPage.assertUpToDate("errors.md", page.toString());
  }

  @Test
  void noCodeIsUsedTwice() {
    assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::code)).doesNotHaveDuplicates();
  }

  private static String shown(FailureClass failureClass) {
    return switch (failureClass) {
      case TRANSIENT -> "Transient";
      case PERMANENT -> "Permanent";
      case POISON -> "One record is to blame";
      case CONFIGURATION -> "Something has to be mended first";
      case BUG -> "Caravan itself is wrong";
    };
  }
}
