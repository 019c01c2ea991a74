package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.ErrorCode;
import dev.caravan.runtime.ScriptedServer.Answer;
import dev.caravan.sandbox.http.SimulatorServer;
import dev.caravan.sandbox.netsuite.NetSuiteAccount;
import dev.caravan.sandbox.netsuite.NetSuiteBehaviour;
import dev.caravan.sandbox.netsuite.NetSuiteSimulator;
import dev.caravan.source.FlowProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Flows from the record service and the saved datasets of a simulated account. */
@Timeout(120)
class NetSuiteRecordsTest {
  @TempDir Path folder;
  private Workplace place;
  private NetSuiteAccount account;

  @BeforeEach
  void prepare() throws Exception {
    Path secrets = folder.resolve("secrets");
    place =
        new Workplace(folder)
            .set("caravan.retry.attempts", "3")
            .set("caravan.retry.delay", "10ms")
            .set("caravan.secrets.store", "files")
            .set("caravan.secrets.folder", secrets.toString());
    account = NetSuiteAccount.made(1);
    Files.createDirectories(secrets.resolve("netsuite"));
    Files.writeString(secrets.resolve("netsuite/consumer-key"), account.consumerKey());
    Files.writeString(secrets.resolve("netsuite/consumer-secret"), account.consumerSecret().reveal());
    Files.writeString(secrets.resolve("netsuite/token-id"), account.tokenId());
    Files.writeString(secrets.resolve("netsuite/token-secret"), account.tokenSecret().reveal());
  }

  private NetSuiteSimulator simulator(NetSuiteBehaviour behaviour) {
    return simulator(behaviour, 0.05);
  }

  private NetSuiteSimulator simulator(NetSuiteBehaviour behaviour, double scale) {
    return new NetSuiteSimulator(0, account, behaviour, 1, scale, Clock.systemUTC());
  }

  private void flow(String kamelet, String address, String... parameters) throws Exception {
    place.route("rows.camel.yaml", """
        - route:
            id: rows
            routeConfigurationId: ingest
            from:
              uri: kamelet:netsuite-%s-source
              parameters:
                account: 1234567_SB1
                baseUrl: %s
                login: tba
                %s
              steps:
                - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/rows}}
        """.formatted(kamelet, address, String.join("\n        ", parameters)));
  }

  private FlowProgress once() {
    FlowProgress rows = place.once().get("rows");
    assertThat(rows.problem()).isNull();
    return rows;
  }

  private List<Long> landed() throws Exception {
    List<Long> ids = new ArrayList<>();
    place.query("SELECT CAST(id AS BIGINT) AS id FROM test.rows ORDER BY 1").forEach(row -> ids.add(row.path("id").asLong()));
    return ids;
  }

  @Test
  void eachRecordOfATypeLandsOnceWithItsLines() throws Exception {
    try (NetSuiteSimulator simulator = simulator(NetSuiteBehaviour.standard(), 0.02)) {
      List<Long> all = simulator.numbers("SELECT id FROM transaction WHERE recordtype = 'invoice' ORDER BY id");
      assertThat(all).hasSizeGreaterThan(100);
      flow("record", simulator.baseUrl(), "type: invoice", "batchRows: 70");

      FlowProgress rows = once();

      assertThat(landed()).isEqualTo(all);
      assertThat(rows.batches()).isGreaterThan(1);
      long lines = simulator.numbers("SELECT count(*) FROM transactionline l JOIN transaction t ON t.id = l.transaction WHERE t.recordtype = 'invoice' AND l.mainline = 'F'").get(0);
      JsonNode counted = place.query("SELECT sum(json_array_length(CAST(item AS JSON), '$.items')) AS n FROM test.rows").get(0);
      assertThat(counted.path("n").asLong()).isEqualTo(lines);
    }
  }

  @Test
  void aSecondPassBringsWhatHasChangedInWhateverWayTheUserWritesDays() throws Exception {
    try (NetSuiteSimulator simulator = simulator(NetSuiteBehaviour.standard().with("dateFormat", "DD/MM/YYYY").with("timeZone", "Asia/Kolkata"))) {
      flow("record", simulator.baseUrl(), "type: vendor", "filter: isInactive IS false");
      int all = (int) once().counts().landed();
      assertThat(landed()).isEqualTo(simulator.numbers("SELECT id FROM vendor WHERE isinactive = 'F' ORDER BY id"));
      long one = simulator.numbers("SELECT min(id) FROM vendor WHERE isinactive = 'F'").get(0);
      simulator.change("UPDATE vendor SET email = 'new@example.com', lastmodifieddate = TIMESTAMPTZ '" + simulator.now() + "' WHERE id = " + one);
      simulator.forgetExchanges();

      assertThat(once().counts().landed()).isEqualTo(1);
      assertThat(landed()).hasSize(all + 1);
      assertThat(simulator.exchanges()).as("records that did not change are not opened").extracting(SimulatorServer.Exchange::target)
          .filteredOn(target -> target.contains("/vendor/")).hasSizeLessThan(all);
      assertThat(once().counts().landed()).isZero();
    }
  }

  @Test
  void aRecordThatIsDeletedLandsAsATombstoneWhetherOrNotItsTypeTellsWhenItChanged() throws Exception {
    try (NetSuiteSimulator simulator = simulator(NetSuiteBehaviour.standard())) {
      for (String changed : List.of("lastModifiedDate", "\"\"")) {
        flow("record", simulator.baseUrl(), "type: department", "deletes: snapshot", "changed: " + changed, "batchRows: 4");
        place.route("rows.camel.yaml", Files.readString(folder.resolve("routes/rows.camel.yaml")).replace("id: rows", "id: rows-" + changed.length()).replace("test/rows", "test/rows_" + changed.length()));
        String rows = "test.rows_" + changed.length();
        List<Long> all = simulator.numbers("SELECT id FROM department ORDER BY id");
        assertThat(all).hasSizeGreaterThan(4);
        assertThat(place.once().get("rows-" + changed.length()).counts().landed()).isEqualTo(all.size());
        // One that no other names as its parent, so that no other becomes another record.
        long leaf = simulator.numbers("SELECT max(id) FROM department WHERE id NOT IN (SELECT parent FROM department WHERE parent IS NOT NULL)").get(0);
        simulator.delete("department", leaf);

        FlowProgress second = place.once().get("rows-" + changed.length());

        assertThat(second.problem()).isNull();
        assertThat(second.counts().landed()).as(changed).isEqualTo(1);
        assertThat(place.query("SELECT id FROM " + rows + " WHERE _deleted").get(0).path("id").asLong()).isEqualTo(leaf);
        assertThat(place.once().get("rows-" + changed.length()).counts().landed()).as("once").isZero();
      }
    }
  }

  @Test
  void faultsOfTheAccountCostTimeAndNoRecord() throws Exception {
    NetSuiteBehaviour behaviour =
        NetSuiteBehaviour.standard()
            .with("timeScale", "0.001").with("tooManyPercent", "3").with("serverErrorPercent", "3").with("cutPercent", "3")
            .with("htmlPercent", "3").with("unauthorizedPercent", "1");
    try (NetSuiteSimulator simulator = simulator(behaviour)) {
      place.set("caravan.breaker.calls", "1000");
      flow("record", simulator.baseUrl(), "type: department", "changed: \"\"");

      once();

      assertThat(landed()).isEqualTo(simulator.numbers("SELECT id FROM department ORDER BY id"));
    }
  }

  @Test
  void aRecordThatMayNotBeOpenedStopsTheFlowUnlessItIsToBeLeftOut() throws Exception {
    try (NetSuiteSimulator simulator = simulator(NetSuiteBehaviour.standard())) {
      flow("record", simulator.baseUrl(), "type: employee");
      assertThat(place.once().get("rows").problem().message()).contains("employee 1");

      flow("record", simulator.baseUrl(), "type: employee", "unreadable: skip");
      once();
      assertThat(landed()).isEqualTo(simulator.numbers("SELECT id FROM employee WHERE id <> 1 ORDER BY id"));
    }
  }

  @Test
  void aReadThatWasStoppedInTheMiddleGoesOnThereAndWhatIsGoneMeanwhileIsNoFailure() throws Exception {
    AtomicBoolean denies = new AtomicBoolean(true);
    try (ScriptedServer server = new ScriptedServer((asked, count) -> {
          if (asked.target().contains("/customer?")) {
            return Answer.json("{\"items\":[{\"id\":\"4\"},{\"id\":\"1\"},{\"id\":\"3\"},{\"id\":\"2\"}],\"hasMore\":false}");
          }
          String id = asked.target().replaceFirst(".*/customer/(\\d+).*", "$1");
          if (id.equals("2")) {
            return Answer.status(404, "{}");
          }
          return id.equals("4") && denies.get() ? Answer.status(403, "{}") : Answer.json("{\"links\":[],\"id\":\"" + id + "\"}");
        })) {
      flow("record", server.address(), "type: customer", "changed: \"\"", "batchRows: 1");
      assertThat(place.once().get("rows").problem().code()).isEqualTo(ErrorCode.HTTP_REFUSED);
      assertThat(landed()).containsExactly(1L, 3L);
      denies.set(false);

      once();

      assertThat(landed()).containsExactly(1L, 3L, 4L);
      assertThat(place.query("SELECT * FROM test.rows LIMIT 1").get(0).has("links")).isFalse();
    }
  }

  @Test
  void anOpenBreakerLandsNothing() throws Exception {
    try (NetSuiteSimulator simulator = simulator(NetSuiteBehaviour.standard())) {
      place.route("beans.camel.yaml", "- beans:\n    - name: http-netsuite-1234567-sb1\n      type: " + NetSuiteRunTest.HeldOpen.class.getName() + "\n      factoryMethod: breaker\n");
      for (String kamelet : List.of("record", "dataset")) {
        flow(kamelet, simulator.baseUrl(), kamelet.equals("record") ? "type: vendor" : "dataset: custdataset_open_periods");
        FlowProgress rows = place.once().get("rows");
        assertThat(rows.problem().code()).isEqualTo(ErrorCode.HTTP_BREAKER);
        assertThat(rows.counts().read()).isZero();
      }
      assertThat(simulator.exchanges()).isEmpty();
    }
  }

  @Test
  void aDatasetLandsWholeAndThenWhatDiffers() throws Exception {
    try (NetSuiteSimulator simulator = simulator(NetSuiteBehaviour.standard())) {
      simulator.save("custdataset_customers", "SELECT id, altname FROM customer ORDER BY id");
      List<Long> all = simulator.numbers("SELECT id FROM customer ORDER BY id");
      flow("dataset", simulator.baseUrl(), "dataset: custdataset_customers", "batchRows: 500");
      once();
      assertThat(landed()).isEqualTo(all);
      simulator.change("UPDATE customer SET altname = 'renamed' WHERE id = " + all.get(0));

      FlowProgress second = once();

      assertThat(second.counts().landed()).isEqualTo(1);
      assertThat(place.query("SELECT altname FROM test.rows WHERE id = '" + all.get(0) + "' ORDER BY altname = 'renamed'").get(1).path("altname").asText()).isEqualTo("renamed");
    }
  }

  @Test
  void aDatasetThatDoesNotExistIsTold() throws Exception {
    try (NetSuiteSimulator simulator = simulator(NetSuiteBehaviour.standard())) {
      flow("dataset", simulator.baseUrl(), "dataset: custdataset_nosuch");
      assertThat(place.once().get("rows").problem().toString()).contains("custdataset_nosuch").contains("404");
    }
  }
}
