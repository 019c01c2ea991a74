package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.catalog.JdbcLedger;
import dev.caravan.kubernetes.ConfigMapMount;
import dev.caravan.security.AuditTrail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes and contracts that Kubernetes mounts from ConfigMaps, and changes under a running flow. */
class ConfigMapReloadTest {
  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: test-orders
      version: %1$d.0.0
      status: active
      schema:
        - name: orders
          logicalType: object
          properties:
            - name: id
              logicalType: integer
              required: true
              logicalTypeOptions: {minimum: %1$d}
      """;

  @TempDir Path folder;

  private static Map<String, String> contract(int least) {
    return Map.of("test/orders.odcs.yaml", CONTRACT.formatted(least));
  }

  @Test
  void aContractOfAConfigMapThatChangesIsTakenUp() throws Exception {
    Workplace place = new Workplace(folder).set("caravan.retry.attempts", "0").set("caravan.reload.settle", "50ms");
    String route = Workplace.flowText("orders", "", "- to: {uri: \"kamelet:validate-action\", parameters: {contract: test/orders}}");
    mount("routes").put(Map.of("orders.camel.yaml", route.replace("$inbox", folder.resolve("inbox").toString())));
    ConfigMapMount contracts = mount("contracts").put(contract(1));
    place.deliver("orders/a.csv", "id\n5\n");
    try (CaravanRuntime runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      assertThat(runtime.routes()).as("the mount keeps each file a second time").containsExactly("orders");
      awaitBatches(runtime, 1);

      contracts.put(contract(10));
      awaitTakenUp(place);
      place.deliver("orders/b.csv", "id\n6\n20\n");
      awaitBatches(runtime, 2);

      assertThat(runtime.progress().get(0).counts().rejected()).isEqualTo(1);
    }
  }

  private ConfigMapMount mount(String name) throws IOException {
    return new ConfigMapMount(Files.createDirectory(folder.resolve(name)));
  }

  private static void awaitBatches(CaravanRuntime runtime, long batches) {
    await().atMost(Duration.ofSeconds(60)).until(() -> runtime.progress().get(0).batches() >= batches);
  }

  private static void awaitTakenUp(Workplace place) {
    try (JdbcLedger ledger = place.openLedger()) {
      await().atMost(Duration.ofSeconds(60)).until(() -> {
        List<AuditTrail.Entry> entries = AuditTrail.latest(ledger.database(), "contract", 10);
        return entries.stream().anyMatch(entry -> entry.outcome().equals("done"));
      });
    }
  }
}
