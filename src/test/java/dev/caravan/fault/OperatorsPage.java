package dev.caravan.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The page that tells operators what to do about a fault. */
public final class OperatorsPage {
  private static final Path PAGE = Path.of("docs/how-to/mend-what-is-stuck.md");

  private OperatorsPage() {}

  /** Checks that a row of the page has this code and what the log shows with it. */
  public static void tells(ErrorCode code, String shown) throws IOException {
    assertThat(Files.readAllLines(PAGE)).as("rows of " + PAGE + " with " + shown).anyMatch(row -> row.contains("`" + code.code() + "`") && row.contains(shown));
  }
}
