package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.catalog.DriftProposal;
import dev.caravan.catalog.DriftProposals;
import dev.caravan.runtime.ScriptedServer.Answer;
import dev.caravan.sandbox.netsuite.NetSuiteAccount;
import dev.caravan.sandbox.netsuite.NetSuiteBehaviour;
import dev.caravan.sandbox.netsuite.NetSuiteSimulator;
import dev.caravan.source.FlowProgress;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Flows from a simulated account: real sockets, routes, engine and ledger. */
@Timeout(120)
class NetSuiteRunTest {
  private static final String CUSTOMERS = "query: SELECT id, companyname, lastmodifieddate FROM customer\n        cursor: lastmodifieddate, id";

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
    Files.writeString(secrets.resolve("netsuite/client-id"), account.clientId());
    Files.writeString(secrets.resolve("netsuite/certificate-id"), NetSuiteAccount.P256);
    Files.writeString(secrets.resolve("netsuite/private-key"), account.privateKey(NetSuiteAccount.P256).reveal());
    Files.writeString(secrets.resolve("netsuite/consumer-key"), account.consumerKey());
    Files.writeString(secrets.resolve("netsuite/consumer-secret"), account.consumerSecret().reveal());
    Files.writeString(secrets.resolve("netsuite/token-id"), account.tokenId());
    Files.writeString(secrets.resolve("netsuite/token-secret"), account.tokenSecret().reveal());
  }

  private NetSuiteSimulator simulator(NetSuiteBehaviour behaviour) {
    return new NetSuiteSimulator(0, account, behaviour, 1, 0.05, Clock.systemUTC());
  }

  private void flow(String address, String login, String more) throws Exception {
    place.route("customers.camel.yaml", """
        - route:
            id: customers
            routeConfigurationId: ingest
            from:
              uri: kamelet:netsuite-suiteql-source
              parameters:
                account: 1234567_SB1
                baseUrl: %s
                login: %s
                algorithm: ES256
                %s
              steps:
                - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/customers}}
        """.formatted(address, login, more));
  }

  private FlowProgress once() {
    FlowProgress customers = place.once().get("customers");
    assertThat(customers.problem()).isNull();
    return customers;
  }

  private List<Long> landed() throws Exception {
    List<Long> ids = new java.util.ArrayList<>();
    place.query("SELECT CAST(id AS BIGINT) AS id FROM test.customers ORDER BY 1").forEach(row -> ids.add(row.path("id").asLong()));
    return ids;
  }

  @Test
  void eachRowOfATableLandsOnceWhicheverWayOneLogsIn() throws Exception {
    try (NetSuiteSimulator simulator = simulator(NetSuiteBehaviour.standard())) {
      flow(simulator.baseUrl(), "oauth2", CUSTOMERS + "\n        batchRows: 100");

      FlowProgress customers = once();

      assertThat(landed()).isEqualTo(simulator.numbers("SELECT id FROM customer ORDER BY id")).isNotEmpty();
      assertThat(customers.batches()).isGreaterThan(1);
      assertThat(simulator.tokensIssued()).isEqualTo(1);
    }
  }

  @Test
  void columnsThatTheContractDoesNotHaveLandWhenItLetsThemEvolve() throws Exception {
    Files.createDirectories(folder.resolve("contracts/test"));
    Files.writeString(folder.resolve("contracts/test/customer.odcs.yaml"), """
        apiVersion: v3.1.0
        kind: DataContract
        id: customer
        version: 1.0.0
        status: active
        schema:
          - name: customer
            customProperties: [{property: caravan.drift, value: evolve}]
            properties:
              - {name: id, logicalType: integer, primaryKey: true, customProperties: [{property: caravan.coerce, value: true}]}
        """);
    place.set("caravan.contracts", folder.resolve("contracts").toString());
    try (NetSuiteSimulator simulator = simulator(NetSuiteBehaviour.standard())) {
      flow(simulator.baseUrl(), "oauth2", CUSTOMERS + "\n        batchRows: 100");
      Path route = folder.resolve("routes/customers.camel.yaml");
      Files.writeString(route, Files.readString(route).replace("      steps:\n", "      steps:\n        - to: {uri: \"kamelet:validate-action\", parameters: {contract: test/customer}}\n"));

      FlowProgress customers = once();

      assertThat(landed()).isEqualTo(simulator.numbers("SELECT id FROM customer ORDER BY id"));
      long named = simulator.numbers("SELECT count(*) FROM customer WHERE companyname IS NOT NULL").get(0);
      assertThat(place.query("SELECT count(companyname) AS named FROM test.customers").get(0).path("named").asLong()).isEqualTo(named).isPositive();
      List<DriftProposal> proposals = place.ledger(ledger -> new DriftProposals(ledger.database(), Clock.systemUTC()).open());
      assertThat(proposals).extracting(proposal -> proposal.drift().field()).containsExactly("companyname", "lastmodifieddate");
      assertThat(proposals.get(1).evidence().batches()).isEqualTo(customers.batches());
    }
  }

  @Test
  void aReplyThatBreaksOffIsOneLineEachTimeAndNoStackOfOthers() throws Exception {
    ListAppender<ILoggingEvent> heard = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    heard.start();
    root.addAppender(heard);
    try (NetSuiteSimulator simulator = simulator(NetSuiteBehaviour.standard().with("cutPercent", "100"))) {
      place.set("caravan.breaker.calls", "1000");
      flow(simulator.baseUrl(), "tba", CUSTOMERS);

      Problem problem = place.once().get("customers").problem();

      assertThat(problem.code()).isEqualTo(ErrorCode.HTTP_UNREACHABLE);
      assertThat(problem.message()).contains("breaks off in the middle").contains("/services/rest/query/v1/suiteql");
      assertThat(problem.next()).contains("something on the way cuts replies");
      // What only --verbose shows may have a stack, and another test may have asked for it.
      List<ILoggingEvent> told = heard.list.stream().filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO)).toList();
      assertThat(told).extracting(ILoggingEvent::getFormattedMessage).anyMatch(line -> line.contains("breaks off in the middle")).noneMatch(line -> line.contains("StreamCache"));
      assertThat(told).filteredOn(event -> event.getThrowableProxy() != null).extracting(event -> event.getLoggerName() + ": " + event.getFormattedMessage()).isEmpty();
    } finally {
      root.detachAppender(heard);
    }
  }

  @Test
  void aSecondPassBringsWhatHasChangedAndNothingElse() throws Exception {
    try (NetSuiteSimulator simulator = simulator(NetSuiteBehaviour.standard())) {
      flow(simulator.baseUrl(), "tba", CUSTOMERS);
      long all = once().counts().landed();
      assertThat(all).isEqualTo(simulator.numbers("SELECT count(*) FROM customer").get(0));

      simulator.forgetExchanges();
      assertThat(once().counts().landed()).isZero();
      assertThat(landed()).hasSize((int) all);
      assertThat(simulator.exchanges()).as("one answer tells the account's time and that there is nothing new").hasSize(1);
    }
  }

  @Test
  void rowsThatComeAgainAsTheyLandedAreCountedAndLandNoSecondTime() throws Exception {
    try (NetSuiteSimulator simulator = simulator(NetSuiteBehaviour.standard())) {
      flow(simulator.baseUrl(), "tba", CUSTOMERS + "\n        overlap: 9000d\n        batchRows: 250");
      long all = once().counts().landed();
      long first = simulator.numbers("SELECT min(id) FROM customer").get(0);
      // The time of change stays the same: to the second, two changes can have one.
      simulator.change("UPDATE customer SET companyname = 'changed' WHERE id = " + first);

      FlowProgress second = once();

      assertThat(second.counts().landed()).isEqualTo(1);
      assertThat(second.counts().deduplicated()).isPositive();
      assertThat(second.counts().balanced()).isTrue();
      JsonNode rows = place.query("SELECT count(*) AS n, count(DISTINCT id) AS ids FROM test.customers").get(0);
      assertThat(rows.path("n").asLong()).isEqualTo(all + 1);
      assertThat(rows.path("ids").asLong()).isEqualTo(all);
    }
  }

  @Test
  void ofATableWithoutATimeOfChangeOnlyWhatDiffersFromThePassBeforeLands() throws Exception {
    String postings = "query: SELECT transaction, transactionline, accountingbook, amount FROM transactionaccountingline\n        key: transaction, transactionline, accountingbook";
    try (NetSuiteSimulator simulator = simulator(NetSuiteBehaviour.standard())) {
      flow(simulator.baseUrl(), "tba", postings + "\n        batchRows: 500");
      long all = once().counts().landed();
      assertThat(all).isEqualTo(simulator.numbers("SELECT count(*) FROM transactionaccountingline").get(0)).isGreaterThan(2000);
      assertThat(once().counts().landed()).isZero();

      String oneRow = " WHERE (transaction, transactionline) = (SELECT min((transaction, transactionline)) FROM transactionaccountingline)";
      simulator.change("UPDATE transactionaccountingline SET amount = amount + 1" + oneRow);
      FlowProgress changed = once();
      assertThat(changed.counts().landed()).isEqualTo(1);
      assertThat(changed.counts().balanced()).isTrue();
      assertThat(once().counts().landed()).as("nothing has changed since").isZero();

      simulator.change("UPDATE transactionaccountingline SET amount = amount - 1" + oneRow);
      assertThat(once().counts().landed()).as("as it was two passes ago, which is a change too").isEqualTo(1);
    }
  }

  @Test
  void aFlowThatWaitsForAnotherDoesNotWaitForItsScheduleToo() throws Exception {
    try (NetSuiteSimulator simulator = simulator(NetSuiteBehaviour.standard())) {
      place.flow("rates", "- delay: {constant: \"2500\"}");
      place.deliver("rates/a.csv", "code,rate\nEUR,1.5\n");
      flow(simulator.baseUrl(), "tba", CUSTOMERS + "\n        schedule: 1d\n        after: rates");

      assertThat(once().counts().landed()).isPositive();
    }
  }

  private List<String> gone() throws Exception {
    List<String> ids = new java.util.ArrayList<>();
    place.query("SELECT id FROM test.customers WHERE _deleted ORDER BY CAST(id AS BIGINT)").forEach(row -> ids.add(row.path("id").asText()));
    return ids;
  }

  @ParameterizedTest
  @CsvSource({"records, recordid", "records, internalid", "snapshot, recordid"})
  void whatIsDeletedLandsAsATombstoneOnce(String deletes, String columns) throws Exception {
    try (NetSuiteSimulator simulator = simulator(NetSuiteBehaviour.standard().with("deletedColumns", columns))) {
      flow(simulator.baseUrl(), "tba", CUSTOMERS + "\n        deletes: " + deletes);
      long all = once().counts().landed();
      assertThat(gone()).isEmpty();
      List<Long> ids = simulator.numbers("SELECT id FROM customer ORDER BY id LIMIT 2");
      simulator.delete("customer", ids.get(0));
      simulator.delete("customer", ids.get(1));

      // A window ends before the second that it is read in.
      org.awaitility.Awaitility.await().atMost(java.time.Duration.ofSeconds(60)).untilAsserted(() -> {
        assertThat(once().counts().balanced()).isTrue();
        assertThat(gone()).containsExactly(ids.get(0).toString(), ids.get(1).toString());
      });
      JsonNode tombstone = place.query("SELECT companyname, lastmodifieddate FROM test.customers WHERE _deleted LIMIT 1").get(0);
      assertThat(tombstone.path("companyname").isNull()).isTrue();
      assertThat(tombstone.path("lastmodifieddate").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
      assertThat(once().counts().landed()).as("told once").isZero();
      simulator.change("UPDATE customer SET companyname = 'changed', lastmodifieddate = now() WHERE id = " + simulator.numbers("SELECT min(id) FROM customer").get(0));
      once();
      assertThat(gone()).hasSize(2);
      assertThat(place.query("SELECT count(*) AS n FROM test.customers WHERE NOT _deleted").get(0).path("n").asLong()).isGreaterThanOrEqualTo(all);
    }
  }

  @Test
  void deletionsAmongRowsWithoutATimeOfChangeAreFoundByTheirKeys() throws Exception {
    String postings = "query: SELECT transaction, transactionline, accountingbook, amount FROM transactionaccountingline\n        key: transaction, transactionline, accountingbook";
    try (NetSuiteSimulator simulator = simulator(NetSuiteBehaviour.standard())) {
      flow(simulator.baseUrl(), "tba", postings + "\n        batchRows: 500\n        deletes: snapshot");
      once();
      String first = "transaction = (SELECT min(transaction) FROM transactionaccountingline)";
      long lines = simulator.numbers("SELECT count(*) FROM transactionaccountingline WHERE " + first).get(0);
      simulator.change("DELETE FROM transactionaccountingline WHERE " + first);

      assertThat(once().counts().landed()).isEqualTo(lines).isPositive();
      assertThat(place.query("SELECT count(*) AS n FROM test.customers WHERE _deleted AND amount IS NULL AND accountingbook IS NOT NULL").get(0).path("n").asLong()).isEqualTo(lines);
      assertThat(once().counts().landed()).isZero();
    }
  }

  @Test
  void aTableThatShowsNothingAnyMoreIsNotTakenForDeleted() throws Exception {
    String postings = "query: SELECT transaction, transactionline, accountingbook, amount FROM transactionaccountingline\n        key: transaction, transactionline, accountingbook";
    try (NetSuiteSimulator simulator = simulator(NetSuiteBehaviour.standard())) {
      flow(simulator.baseUrl(), "tba", postings + "\n        deletes: snapshot");
      once();
      simulator.change("DELETE FROM transactionaccountingline");

      assertThat(once().counts().landed()).isZero();
    }
  }

  @Test
  void aRoleThatMayNotReadDeletedRecordsIsToldOfTheOtherWay() throws Exception {
    try (NetSuiteSimulator simulator = simulator(NetSuiteBehaviour.standard().with("deletedRecords", "refused"))) {
      flow(simulator.baseUrl(), "tba", CUSTOMERS + "\n        deletes: records");
      once();

      FlowProgress second = place.once().get("customers");

      assertThat(second.problem().code()).isEqualTo(ErrorCode.NETSUITE_TABLE);
      assertThat(second.problem().toString()).contains("deletes: snapshot");
    }
  }

  @Test
  void faultsOfTheAccountCostTimeAndNoRow() throws Exception {
    NetSuiteBehaviour behaviour =
        NetSuiteBehaviour.standard()
            .with("timeScale", "0.001").with("tooManyPercent", "10").with("serverErrorPercent", "5").with("cutPercent", "5")
            .with("htmlPercent", "5").with("unauthorizedPercent", "3");
    try (NetSuiteSimulator simulator = simulator(behaviour)) {
      place.set("caravan.breaker.calls", "1000");
      flow(simulator.baseUrl(), "tba", CUSTOMERS + "\n        batchRows: 200");

      once();

      assertThat(landed()).isEqualTo(simulator.numbers("SELECT id FROM customer ORDER BY id"));
    }
  }

  @Test
  void anOpenBreakerLandsNothingAndLosesNothing() throws Exception {
    try (NetSuiteSimulator simulator = simulator(NetSuiteBehaviour.standard())) {
      flow(simulator.baseUrl(), "tba", CUSTOMERS);
      place.route("beans.camel.yaml", "- beans:\n    - name: http-netsuite-1234567-sb1\n      type: " + HeldOpen.class.getName() + "\n      factoryMethod: breaker\n");

      FlowProgress customers = place.once().get("customers");

      assertThat(customers.state()).isEqualTo(FlowProgress.State.FAILED);
      assertThat(customers.problem().code()).isEqualTo(ErrorCode.HTTP_BREAKER);
      assertThat(customers.counts().read()).isZero();
      assertThat(simulator.exchanges()).isEmpty();

      Files.delete(folder.resolve("routes/beans.camel.yaml"));
      assertThat(once().counts().landed()).isEqualTo(simulator.numbers("SELECT count(*) FROM customer").get(0));
    }
  }

  /** A breaker of that name that lets no call through. */
  public static final class HeldOpen {
    public static CircuitBreaker breaker() {
      CircuitBreaker breaker = CircuitBreaker.ofDefaults("held open");
      breaker.transitionToForcedOpenState();
      return breaker;
    }
  }

  @Test
  void aWrongLoginIsShownTwiceAndNotByEachFlow() throws Exception {
    Files.writeString(folder.resolve("secrets/netsuite/token-secret"), "wrong");
    try (NetSuiteSimulator simulator = simulator(NetSuiteBehaviour.standard())) {
      flow(simulator.baseUrl(), "tba", CUSTOMERS);

      FlowProgress customers = place.once().get("customers");

      assertThat(customers.problem().code()).isEqualTo(ErrorCode.HTTP_LOGIN);
      assertThat(customers.problem().toString()).doesNotContain(account.tokenId());
      assertThat(simulator.exchanges()).hasSize(2);
    }
  }

  @Test
  void aRefusedQuerySaysWhatToMend() throws Exception {
    try (NetSuiteSimulator simulator = simulator(NetSuiteBehaviour.standard().with("deniedTables", "employee"))) {
      flow(simulator.baseUrl(), "tba", "query: SELECT id, nosuch FROM customer\n        key: id");
      assertThat(place.once().get("customers").problem()).satisfies(problem -> {
        assertThat(problem.code()).isEqualTo(ErrorCode.NETSUITE_QUERY);
        assertThat(problem.next()).contains("nosuch");
      });
      flow(simulator.baseUrl(), "tba", "query: SELECT id FROM employee\n        key: id");
      assertThat(place.once().get("customers").problem()).satisfies(problem -> {
        assertThat(problem.code()).isEqualTo(ErrorCode.NETSUITE_TABLE);
        assertThat(problem.message()).contains("FROM employee");
        assertThat(problem.next()).contains("no table 'employee'").contains("role");
      });
      flow(simulator.baseUrl(), "tba", "query: SELECT id FROM transaction WHERE trandate > '31.12.2025'\n        key: id");
      assertThat(place.once().get("customers").problem()).satisfies(problem -> {
        assertThat(problem.message()).contains("trandate > '31.12.2025'");
        assertThat(problem.next()).contains("does not say what it minds").contains("TO_DATE");
      });
    }
  }

  @Test
  void aServerThatSendsElsewhereIsNotFollowed() throws Exception {
    try (ScriptedServer other = new ScriptedServer((asked, count) -> Answer.json("{\"items\":[]}"));
        ScriptedServer server = new ScriptedServer((asked, count) -> new Answer(307, java.util.Map.of("Location", other.address() + "/x"), ""))) {
      flow(server.address(), "tba", CUSTOMERS);

      assertThat(place.once().get("customers").problem().code()).isEqualTo(ErrorCode.HTTP_REDIRECTED);
      assertThat(other.asked()).isEmpty();
    }
  }
}
