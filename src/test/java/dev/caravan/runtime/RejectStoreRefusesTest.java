package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.ErrorCode;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledgers;
import dev.caravan.runtime.ScriptedServer.Answer;
import dev.caravan.source.FlowProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When a reject cannot be kept, nothing of its batch lands and the source's cursor stays (I2, I5). */
@Timeout(60)
class RejectStoreRefusesTest {
  private static final String GOOD = "{\"id\":1,\"changed\":\"2026-03-01T10:00:00Z\",\"amount\":5}";
  private static final String BAD = "{\"id\":2,\"changed\":\"2026-03-01T11:00:00Z\",\"amount\":-5}";

  @TempDir private Path folder;
  private Workplace place;
  private volatile String items = GOOD;

  @BeforeEach
  void prepare() throws Exception {
    place = new Workplace(folder).set("caravan.retry.attempts", "1").set("caravan.contracts", folder.resolve("contracts").toString());
    Files.createDirectories(folder.resolve("contracts/test"));
    Files.writeString(
        folder.resolve("contracts/test/order.odcs.yaml"),
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: order
        version: 1.0.0
        status: active
        schema:
          - name: order
            properties:
              - {name: id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1}
              - {name: changed, logicalType: timestamp}
              - {name: amount, logicalType: integer, logicalTypeOptions: {minimum: 0}}
        """);
  }

  @Test
  void theBatchFailsAndItsCursorStaysUntilTheStoreTakesRecordsAgain() throws Exception {
    try (ScriptedServer server = new ScriptedServer((asked, count) -> Answer.json("{\"items\":[" + items + "]}"))) {
      place.route(
          "orders.camel.yaml",
          """
          - route:
              id: orders
              routeConfigurationId: ingest
              from:
                uri: kamelet:rest-source
                parameters:
                  system: shop
                  url: %s/items
                  records: /items
                  paging: none
                  increment: /changed
                  since: since
                steps:
                  - to: {uri: "kamelet:validate-action", parameters: {contract: test/order}}
                  - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/order}}
          """
              .formatted(server.address()));
      assertThat(place.once().get("orders").counts().landed()).isEqualTo(1);
      Map<String, String> before = cursors();
      assertThat(before).isNotEmpty();
      items = BAD + "," + GOOD.replace("1,\"changed\":\"2026-03-01T10", "3,\"changed\":\"2026-03-01T12");
      change("ALTER TABLE rejects ADD CONSTRAINT full_disk CHECK (ordinal < 0)");

      FlowProgress failed = place.once().get("orders");

      assertThat(failed.state()).isEqualTo(FlowProgress.State.FAILED);
      assertThat(failed.problem().code()).isEqualTo(ErrorCode.REJECT_STORE);
      assertThat(cursors()).isEqualTo(before);
      assertThat(ids()).containsExactly(1L);
      assertThat(place.unfinished("orders")).hasSize(1);

      change("ALTER TABLE rejects DROP CONSTRAINT full_disk");
      items = "";
      FlowProgress mended = place.once().get("orders");

      assertThat(mended.counts().landed()).isEqualTo(1);
      assertThat(mended.counts().rejected()).isEqualTo(1);
      assertThat(ids()).containsExactly(1L, 3L);
      assertThat(cursors()).isNotEqualTo(before);
    }
  }

  private Map<String, String> cursors() {
    return place.ledger(ledger -> ledger.cursors("orders"));
  }

  private void change(String sql) {
    CaravanConfig config = new ConfigSources().classPath().commandLine(Map.of("caravan.data", place.data().toString())).read();
    try (JdbcLedger ledger = Ledgers.open(config.ledger(), Clock.systemUTC())) {
      ledger.database().write("change the tables", statements -> statements.update(sql));
    }
  }

  private List<Long> ids() throws Exception {
    return place.query("SELECT id FROM test.order ORDER BY id").findValues("id").stream().map(id -> id.asLong()).toList();
  }
}
