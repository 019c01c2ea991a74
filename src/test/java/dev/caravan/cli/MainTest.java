package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands there are, though only the one that is named is built. */
class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  @Test
  void helpListsEveryCommand() {
    assertThat(run("--help")).isEqualTo(ExitCode.DONE);

    assertThat(out.toString())
        .contains("contract", "lint", "new", "profile", "demo", "run", "sandbox", "test", "ledger", "rejects", "query", "secret", "netsuite");
  }

  @Test
  void anUnknownCommandIsToldWithTheNearestOne() {
    assertThat(run("leger")).isEqualTo(ExitCode.INVALID);

    assertThat(err.toString()).contains("leger", "Did you mean", "caravan ledger");
  }

  @ParameterizedTest
  @ValueSource(strings = {"contract", "lint", "new", "profile", "demo", "run", "sandbox", "test", "ledger", "rejects", "query", "secret", "netsuite"})
  void everyCommandHasItsHelpAndTheSharedOptions(String command) {
    assertThat(run("--verbose", command, "--help")).as(err::toString).isEqualTo(ExitCode.DONE);

    assertThat(out.toString()).contains("Usage: caravan " + command, "--verbose", "--version");
  }
}
