package dev.caravan.sandbox.netsuite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of the sandbox lists the switches there are. */
class SwitchPageTest {
  private static final Path PAGE = Path.of("docs/how-to/use-the-sandbox.md");
  private static final String HEAD = "| switch | standard | what it does | choices |\n|---|---|---|---|\n";

  @Test
  void thePageListsEverySwitch() throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf(HEAD) + HEAD.length();
    int to = page.indexOf("\n\n", from) + 1;
    if (Boolean.getBoolean("pages.write")) {
      Files.writeString(PAGE, page.substring(0, from) + rows() + page.substring(to));
      return;
    }
    assertThat(page.substring(from, to)).as("run it with -Dpages.write=true").isEqualTo(rows());
  }

  private static String rows() {
    StringBuilder rows = new StringBuilder();
    for (NetSuiteSwitch each : NetSuiteSwitch.values()) {
      rows.append("| `").append(each.key()).append("` | ").append(each.standard()).append(" | ").append(each.sentence()).append(" | ")
          .append(String.join(", ", each.choices())).append(" |\n");
    }
    return rows.toString();
  }
}
