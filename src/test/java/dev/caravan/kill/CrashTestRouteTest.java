package dev.caravan.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** {@code caravan crash-test} of a route as a user writes it. {@code -Dcaravan.kills=N} kills more often. */
class CrashTestRouteTest {
  private static final int KILLS = Integer.getInteger("caravan.kills", 3);
  private static final Path EXAMPLE = Path.of("examples", "orders-to-lake");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void aFlowOfAUserLosesNothingAndLandsNothingTwice() {
    StringWriter told = new StringWriter();
    PrintWriter out = new PrintWriter(told, true);
    String route = EXAMPLE.resolve("routes/orders.camel.yaml").toString();

    int exit =
        Main.run(
            out, out, "crash-test", route, "--kills", Integer.toString(KILLS), "--records", "200", "--data", folder.toString(),
            "-p", "caravan.contracts=" + EXAMPLE.resolve("contracts"));

    assertThat(exit).as(told::toString).isZero();
    List<String> lines = told.toString().lines().toList();
    assertThat(lines.get(lines.size() - 1)).matches("crash-test: " + KILLS + " kills in \\d+ rounds, [1-9][\\d,]* records: lost 0, landed twice 0; seed \\d+");
    assertThat(lines).as("a kill while refused records are replayed").anyMatch(line -> line.startsWith("replay "));
    assertThat(folder.resolve("crash-test")).isEmptyDirectory();
  }
}
