package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Caravan's pages of the console, as an operator uses them: {@code console/test} does each task in a headless Chromium. Skipped where
 * the pages were not built, or Chromium is not there. {@code -Dpictures.write=true} keeps what is seen for the documents.
 */
@Timeout(400)
class ConsolePagesTest {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: shop-order
      version: 1.0.0
      status: active
      schema:
        - name: order
          logicalType: object
          customProperties:
            - {property: caravan.drift, value: quarantine}
          properties:
            - {name: order_id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1}
            - {name: country, logicalType: string, required: true}
            - {name: amount, logicalType: number}
      """;

  @TempDir Path folder;

  @Test
  void eachTaskIsDoneInABrowser() throws Exception {
    assumeTrue(ConsolePagesTest.class.getResource("/hawtio/plugins/caravan/remoteEntry.js") != null, "the pages were not built: Node or its packages are not there");
    assumeTrue(Files.isDirectory(Path.of("console/node_modules/playwright-core")), "playwright-core is not there");
    assumeTrue(Files.isExecutable(CHROMIUM), CHROMIUM + " is not there");
    try (CaravanRuntime runtime = seeded().runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      await().atMost(Duration.ofSeconds(60)).until(() -> runtime.progress().stream().anyMatch(flow -> flow.counts().read() == 7));

      List<String> command = new ArrayList<>(List.of("node", "console/test/tasks.mjs", runtime.consoleAddress().orElseThrow()));
      if (Boolean.getBoolean("pictures.write")) {
        command.add("docs/images");
      }
      assertThat(run(command)).contains("done: budgets").doesNotContain("failed:");
    }
  }

  private Workplace seeded() throws IOException {
    Workplace place = new Workplace(folder).set("caravan.http.enabled", "true").set("caravan.http.port", "0").contract("shop/order", CONTRACT);
    place.deliver("orders/orders.csv", "order_id,country,amount\n1,DE,10.5\n2,FR,20\n3,,5\nx,DE,7\n5,DE,many\n");
    place.deliver("orders/tiers.csv", "order_id,country,amount,tier\n6,DE,10.5,gold\n7,FR,20,\n");
    return place.flow("orders", "- to: {uri: \"kamelet:validate-action\", parameters: {contract: shop/order}}", "- to: {uri: \"kamelet:profile-action\"}");
  }

  /** @return all that it says */
  private String run(List<String> command) throws IOException, InterruptedException {
    Path said = folder.resolve("browser.txt");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      assertThat(process.waitFor(300, TimeUnit.SECONDS)).as("the browser is done").isTrue();
      return Files.readString(said, StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly();
    }
  }
}
