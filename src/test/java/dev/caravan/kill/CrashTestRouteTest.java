package dev.caravan.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
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
  void aFlowOfAUserLosesNothingAndLandsNothingTwice() throws Exception {
    List<String> command = new ArrayList<>(List.of("crash-test", EXAMPLE.resolve("routes/orders.camel.yaml").toString(), "--kills", Integer.toString(KILLS)));
    command.addAll(List.of("--records", "200", "--data", folder.resolve("data").toString(), "-p", "caravan.contracts=" + EXAMPLE.resolve("contracts")));

    CaravanProcess test = CaravanProcess.start(folder.resolve("log.txt"), command);
    int exit = test.finish(3 + KILLS / 2);

    assertThat(exit).as(test::output).isZero();
    List<String> lines = test.output().lines().toList();
    assertThat(lines.get(lines.size() - 1)).matches("crash-test: " + KILLS + " kills in \\d+ rounds, [1-9][\\d,]* records: lost 0, landed twice 0; seed \\d+");
    assertThat(lines).as("a kill while refused records are replayed").anyMatch(line -> line.startsWith("replay "));
    assertThat(folder.resolve("data").resolve("crash-test")).isEmptyDirectory();
  }
}
