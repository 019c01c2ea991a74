package dev.caravan.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.source.kafka.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A topic of a real broker into another one, into the lake and into a table, killed at milestones and at random moments. {@code
 * -Dcaravan.kafka.kills=100} kills more often than once, as everyday runs do.
 */
class KafkaCrashTest {
  private static final int KILLS = Integer.getInteger("caravan.kafka.kills", 1);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void noRecordOfATopicIsLostAndNoneLandsTwice() throws Exception {
    List<String> command = new ArrayList<>(List.of("crash-test", "--kills", Integer.toString(KILLS), "--records", "300"));
    command.addAll(List.of("--source", "kafka", "--sink", "kafka,local,h2", "--brokers", KafkaBroker.shared().address(), "--data", folder.resolve("data").toString()));
    if (System.getProperty("caravan.kill.seed") != null) {
      command.addAll(List.of("--seed", System.getProperty("caravan.kill.seed")));
    }

    assertNothingLost(command);
  }

  @Test
  void aRouteOfAUserFromATopicIntoTopicsLosesNothingAndLandsNothingTwice() throws Exception {
    Files.createDirectories(folder.resolve("contracts").resolve("shop"));
    Files.writeString(folder.resolve("contracts/shop/order.odcs.yaml"), """
        apiVersion: v3.1.0
        kind: DataContract
        id: shop-order
        version: 1.0.0
        status: active
        schema:
          - name: order
            properties:
              - {name: order_id, logicalType: integer, primaryKey: true, required: true}
              - {name: total, logicalType: number, physicalType: "DECIMAL(18,2)", required: true}
        """);
    Path route = Files.writeString(folder.resolve("orders.camel.yaml"), """
        - route:
            id: orders
            routeConfigurationId: ingest
            from:
              uri: kamelet:kafka-batch-source
              parameters: {brokers: "real:9092", topics: real-orders}
              steps:
                - to: {uri: "kamelet:normalize-action", parameters: {contract: shop/order}}
                - to: {uri: "kamelet:validate-action", parameters: {contract: shop/order}}
                - to: {uri: "kamelet:kafka-sink", parameters: {brokers: "real:9092", topic: clean-orders}}
                - to: {uri: "kamelet:events-sink", parameters: {brokers: "real:9092", topic: order-events, type: order.changed, mode: structured}}
        """);

    List<String> command = new ArrayList<>(List.of("crash-test", route.toString(), "--kills", Integer.toString(KILLS), "--records", "100", "--seed", "7"));
    command.addAll(List.of("--brokers", KafkaBroker.shared().address(), "--data", folder.resolve("data").toString()));
    command.addAll(List.of("-p", "caravan.contracts=" + folder.resolve("contracts")));

    assertNothingLost(command);

    // A broker hears of topics that are gone a little later than who removes them.
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> assertThat(KafkaBroker.shared().admin().listTopics().names().get()).as("what the test has left").noneMatch(topic -> topic.startsWith("caravan-crash-test-7-")));
  }

  private void assertNothingLost(List<String> command) throws IOException, InterruptedException {
    CaravanProcess test = CaravanProcess.start(folder.resolve("log.txt"), command);
    int exit = test.finish(3 + KILLS / 2);
    assertThat(exit).as(test::output).isZero();
    assertThat(test.output().lines().toList()).last().asString().startsWith("crash-test: " + KILLS + " kills in ").contains("lost 0, landed twice 0");
  }
}
