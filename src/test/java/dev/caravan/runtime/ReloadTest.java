package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.security.AuditTrail;
import dev.caravan.source.FlowProgress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that change while flows run: real routes, engine and ledger. */
@Timeout(60)
class ReloadTest {
  private static final String GATE = "- bean: {beanType: dev.caravan.runtime.Gate, method: pass}";
  private static final String VALIDATE = "- to: {uri: \"kamelet:validate-action\", parameters: {contract: test/%s}}";

  @TempDir Path folder;
  private Workplace place;
  private CaravanRuntime runtime;
  private JdbcLedger ledger;

  @BeforeEach
  void prepare() {
    Gate.open();
    place = new Workplace(folder).set("caravan.retry.attempts", "0").set("caravan.reload.settle", "50ms").set("caravan.reload.drain", "20s");
  }

  @AfterEach
  void close() {
    Gate.open();
    ledger.close();
    runtime.close();
  }

  private void run() {
    runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED);
    runtime.start();
    ledger = place.openLedger();
  }

  private static String where(String condition) {
    return "- to: {uri: \"kamelet:filter-action\", parameters: {where: \"" + condition + "\"}}";
  }

  private void contract(String name, int least) throws IOException {
    place.contract(
        "test/" + name,
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: test-%1$s
        name: %1$s
        version: %2$d.0.0
        status: active
        schema:
          - name: %1$s
            logicalType: object
            properties:
              - name: id
                logicalType: integer
                required: true
                logicalTypeOptions: {minimum: %2$d}
        """
            .formatted(name, least));
  }

  private FlowProgress flow(String name) {
    return runtime.progress().stream().filter(flow -> flow.flow().equals(name)).findFirst().orElseThrow();
  }

  private void awaitBatches(String flow, long batches) {
    await().atMost(Duration.ofSeconds(20)).until(() -> flow(flow).batches() >= batches);
  }

  private List<AuditTrail.Entry> audit() {
    return AuditTrail.latest(ledger.database(), null, 100);
  }

  private AuditTrail.Entry awaitEntry(String file, String outcome) {
    return await().atMost(Duration.ofSeconds(20)).until(
        () -> audit().stream().filter(entry -> entry.subject().endsWith(file) && entry.outcome().equals(outcome)).findFirst(), java.util.Optional::isPresent).get();
  }

  private List<Long> ids(String flow) throws IOException {
    List<Long> ids = new java.util.ArrayList<>();
    for (JsonNode row : place.query("SELECT CAST(id AS INT) AS id FROM test." + flow + " ORDER BY id")) {
      ids.add(row.get("id").asLong());
    }
    return ids;
  }

  @Test
  void aChangedRouteTakesThePlaceOfTheOneBefore() throws Exception {
    place.flow("orders", where("CAST(id AS INT) < 100"));
    place.deliver("orders/a.csv", "id\n1\n200\n");
    run();
    awaitBatches("orders", 1);

    place.flow("orders", where("CAST(id AS INT) < 1000"));
    AuditTrail.Entry entry = awaitEntry("orders.camel.yaml", "done");
    place.deliver("orders/b.csv", "id\n2\n300\n");
    awaitBatches("orders", 2);

    assertThat(ids("orders")).containsExactly(1L, 2L, 300L);
    assertThat(entry.kind()).isEqualTo("route");
    assertThat(entry.action()).isEqualTo("changed");
    assertThat(entry.who()).isEqualTo(System.getProperty("user.name"));
    assertThat(entry.detail()).matches("[0-9a-f]{12} to [0-9a-f]{12}, flows orders, file of .+");
    assertThat(runtime.routes()).containsExactly("orders");
  }

  @Test
  void healthAndMetricsTellOfALaterVersionAsOfTheFirst() throws Exception {
    place.set("caravan.http.enabled", "true").set("caravan.http.port", "0").set("camel.health.exposureLevel", "full");
    place.flow("orders", where("CAST(id AS INT) < 100"));
    place.deliver("orders/a.csv", "id\n1\n");
    run();
    awaitBatches("orders", 1);
    assertThat(shown("/health")).contains("{\"name\":\"route:orders\",\"status\":\"UP\"}");

    place.flow("orders", where("CAST(id AS INT) < 1000"));
    awaitEntry("orders.camel.yaml", "done");
    place.deliver("orders/b.csv", "id\n2\n");
    awaitBatches("orders", 2);

    assertThat(shown("/health")).contains("{\"name\":\"route:orders\",\"status\":\"UP\"}");
    await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(shown("/metrics")).containsPattern("camel_exchanges_total\\{[^}]*caravan-2[^}]*routeId=\"orders\"[^}]*} [1-9]"));
  }

  private String shown(String path) {
    return MetricsTest.get(runtime.httpPort(), path);
  }

  @Test
  void aFileThatIsHalfWrittenChangesNothingAndSaysWhy() throws Exception {
    place.flow("orders");
    place.deliver("orders/a.csv", "id\n1\n");
    run();
    awaitBatches("orders", 1);

    String whole = Files.readString(place.routeFile("orders.camel.yaml"));
    Files.writeString(place.routeFile("orders.camel.yaml"), whole.substring(0, whole.indexOf("kamelet:lake-sink")));
    await().atMost(Duration.ofSeconds(20)).until(() -> audit().stream().anyMatch(entry -> !entry.outcome().equals("done")));
    assertThat(audit().get(0).detail()).contains("orders.camel.yaml:");
    place.deliver("orders/b.csv", "id\n2\n");
    awaitBatches("orders", 2);

    Files.writeString(place.routeFile("orders.camel.yaml"), whole + "# saved to the end\n");
    awaitEntry("orders.camel.yaml", "done");
    place.deliver("orders/c.csv", "id\n3\n");
    awaitBatches("orders", 3);
    assertThat(ids("orders")).containsExactly(1L, 2L, 3L);
  }

  @Test
  void aBatchInHandEndsByTheContractItBeganWithAndTheNextBeginsWithTheNew() throws Exception {
    contract("orders", 1);
    contract("rates", 1);
    place.flow("orders", VALIDATE.formatted("orders"), GATE);
    place.flow("rates", VALIDATE.formatted("rates"));
    Files.createDirectories(place.inbox("rates"));
    place.deliver("orders/a.csv", "id\n5\n");
    Gate.close();
    run();
    Gate.awaitReached();

    contract("orders", 10);
    awaitBuilt();
    assertThat(audit()).as("the version before has a batch in hand").isEmpty();
    Gate.open();
    AuditTrail.Entry entry = awaitEntry("orders.odcs.yaml", "done");
    place.deliver("orders/b.csv", "id\n6\n20\n");
    awaitBatches("orders", 2);

    assertThat(ids("orders")).containsExactly(5L, 20L);
    assertThat(flow("orders").counts().rejected()).isEqualTo(1);
    assertThat(entry.detail()).as("no other flow uses it").contains("flows orders, file");
  }

  @Test
  void aKameletThatChangesConcernsTheRoutesThatUseIt() throws Exception {
    kamelet("CAST(id AS INT) < 10");
    place.flow("orders", "- to: {uri: \"kamelet:keep-action\"}");
    place.flow("rates");
    Files.createDirectories(place.inbox("rates"));
    place.deliver("orders/a.csv", "id\n1\n50\n");
    run();
    awaitBatches("orders", 1);

    kamelet("CAST(id AS INT) < 100");
    assertThat(awaitEntry("keep-action.kamelet.yaml", "done").detail()).contains("flows orders, file");
    place.deliver("orders/b.csv", "id\n2\n60\n");
    awaitBatches("orders", 2);
    assertThat(ids("orders")).containsExactly(1L, 2L, 60L);
  }

  private void kamelet(String condition) throws IOException {
    place.kamelet(
        "keep-action",
        """
        apiVersion: camel.apache.org/v1
        kind: Kamelet
        metadata:
          name: keep-action
          labels: {camel.apache.org/kamelet.type: action}
        spec:
          definition: {title: Keep, type: object, properties: {}}
          dependencies: [camel:kamelet]
          template:
            from:
              uri: kamelet:source
              steps:
                - to: {uri: "kamelet:filter-action", parameters: {where: "%s"}}
        """
            .formatted(condition));
  }

  @Test
  void aPropertyThatChangesConcernsTheRoutesThatReadItAndSettingsTakeARestart() throws Exception {
    place.properties("orders.limit=CAST(id AS INT) < 10\ncaravan.lease=15s\n");
    place.flow("orders", where("{{orders.limit}}"));
    place.flow("rates");
    Files.createDirectories(place.inbox("rates"));
    place.deliver("orders/a.csv", "id\n1\n50\n");
    run();
    awaitBatches("orders", 1);

    place.properties("orders.limit=CAST(id AS INT) < 100\ncaravan.lease=20s\n");
    AuditTrail.Entry entry = awaitEntry("caravan.properties", "done");
    assertThat(entry.detail()).contains("flows orders, file").endsWith("read at the start only: caravan.lease");
    place.deliver("orders/b.csv", "id\n2\n60\n");
    awaitBatches("orders", 2);
    assertThat(ids("orders")).containsExactly(1L, 2L, 60L);

    place.properties("orders.limit=CAST(id AS INT) < 100\ncaravan.lease=soon\n");
    assertThat(awaitEntry("caravan.properties", "config.bad-value").detail()).contains("caravan.lease");
  }

  @Test
  void filesSavedTogetherAreOneChangeAndFlowsComeAndGo() throws Exception {
    place.flow("orders");
    place.flow("rates");
    Files.createDirectories(place.inbox("rates"));
    place.deliver("orders/a.csv", "id\n1\n");
    run();
    awaitBatches("orders", 1);

    Files.delete(place.routeFile("rates.camel.yaml"));
    place.flow("products");
    place.deliver("products/a.csv", "id\n7\n");
    awaitBatchesOfNew("products");

    assertThat(awaitEntry("products.camel.yaml", "done").action()).isEqualTo("added");
    AuditTrail.Entry removed = awaitEntry("rates.camel.yaml", "done");
    assertThat(removed.action()).isEqualTo("removed");
    assertThat(removed.at()).isEqualTo(awaitEntry("products.camel.yaml", "done").at());
    assertThat(runtime.routes()).containsExactlyInAnyOrder("orders", "products");
    assertThat(runtime.progress()).extracting(FlowProgress::flow).containsExactly("orders", "products");
    assertThat(ledger.lease("flow:rates", "another", Duration.ofSeconds(1))).as("another process may have it").isTrue();
  }

  // The version to come stands beside the one that runs.
  private static void awaitBuilt() throws Exception {
    await().atMost(Duration.ofSeconds(20)).until(() -> contexts().contains("caravan-2"));
  }

  private static List<String> contexts() throws Exception {
    return ManagementFactory.getPlatformMBeanServer().queryNames(new ObjectName("org.apache.camel:type=context,*"), null).stream().map(name -> name.getKeyProperty("context")).toList();
  }

  private void awaitBatchesOfNew(String flow) {
    await().atMost(Duration.ofSeconds(20)).until(() -> runtime.progress().stream().anyMatch(one -> one.flow().equals(flow) && one.batches() == 1));
  }

  @Test
  void aFlowThatDoesNotDrainStaysAndIsReplacedWhenItHas() throws Exception {
    place.set("caravan.reload.drain", "1s");
    place.flow("orders", GATE);
    place.deliver("orders/a.csv", "id\n1\n");
    Gate.close();
    run();
    Gate.awaitReached();

    place.flow("orders", where("CAST(id AS INT) < 10"));
    assertThat(awaitEntry("orders.camel.yaml", "reload.not-drained").detail()).contains("Flow orders has not finished");
    assertThat(flow("orders").state()).isEqualTo(FlowProgress.State.RUNNING);
    Gate.open();
    awaitEntry("orders.camel.yaml", "done");
    place.deliver("orders/b.csv", "id\n2\n30\n");
    awaitBatches("orders", 2);
    assertThat(ids("orders")).containsExactly(1L, 2L);
  }

  @Test
  void aSecondSaveWhileTheFirstDrainsIsTheOneThatCounts() throws Exception {
    place.flow("orders", GATE);
    place.deliver("orders/a.csv", "id\n1\n");
    Gate.close();
    run();
    Gate.awaitReached();

    place.flow("orders", where("CAST(id AS INT) < 10"));
    awaitBuilt();
    place.flow("orders", where("CAST(id AS INT) < 100"));
    Gate.open();
    awaitEntry("orders.camel.yaml", "done");
    place.deliver("orders/b.csv", "id\n2\n30\n300\n");
    awaitBatches("orders", 2);

    assertThat(ids("orders")).containsExactly(1L, 2L, 30L);
    assertThat(audit()).hasSize(1);
  }

  @Test
  void aVersionThatDoesNotStartLeavesTheOneBeforeRunning() throws Exception {
    place.flow("orders");
    place.route("watch.camel.yaml", "- route:\n    id: watch\n    from:\n      uri: timer:watch\n      steps:\n        - to: direct:orders-seen\n");
    place.route("seen.camel.yaml", "- route:\n    id: seen\n    from:\n      uri: direct:orders-seen\n      steps:\n        - log: {message: seen}\n");
    place.deliver("orders/a.csv", "id\n1\n");
    run();
    awaitBatches("orders", 1);

    place.route("watch.camel.yaml", "- route:\n    id: watch\n    from:\n      uri: file:/proc/none\n      parameters: {autoCreate: false, startingDirectoryMustExist: true}\n      steps:\n        - to: direct:orders-seen\n");
    AuditTrail.Entry entry = awaitEntry("watch.camel.yaml", "route.invalid");

    assertThat(entry.detail()).as("what it calls belongs to it").contains("flows seen, watch").contains("/proc/none");
    assertThat(runtime.routes()).containsExactlyInAnyOrder("orders", "watch", "seen");
    assertThat(runtime.camel().getRouteController().getRouteStatus("watch").isStarted()).isTrue();
    assertThat(runtime.camel().getRouteController().getRouteStatus("seen").isStarted()).isTrue();
  }

  @Test
  void aFlowThatFailedGoesOnWhenItsContractIsMended() throws Exception {
    contract("orders", 10);
    place.flow("orders", "- to: {uri: \"kamelet:validate-action\", parameters: {contract: test/orders, onReject: fail}}");
    place.deliver("orders/a.csv", "id\n5\n");
    run();
    await().atMost(Duration.ofSeconds(20)).until(() -> flow("orders").state() == FlowProgress.State.FAILED);

    contract("orders", 1);
    awaitBatches("orders", 1);
    assertThat(flow("orders").problem()).isNull();
    assertThat(ids("orders")).containsExactly(5L);
  }

  @Test
  void aFileThatWasRefusedDoesNotHoldUpAnother() throws Exception {
    place.flow("orders");
    place.flow("rates");
    Files.createDirectories(place.inbox("orders"));
    place.deliver("rates/a.csv", "id\n1\n");
    run();
    awaitBatches("rates", 1);

    place.route("orders.camel.yaml", "- route: {id: orders");
    await().atMost(Duration.ofSeconds(20)).until(() -> audit().stream().anyMatch(entry -> entry.subject().endsWith("orders.camel.yaml")));
    place.flow("rates", where("CAST(id AS INT) < 10"));
    awaitEntry("rates.camel.yaml", "done");

    assertThat(audit()).hasSize(2);
    assertThat(runtime.routes()).containsExactlyInAnyOrder("orders", "rates");
  }

  @Test
  void aRouteInJavaTakesARestart() throws Exception {
    place.flow("orders");
    Files.createDirectories(place.inbox("orders"));
    run();

    place.route("Other.java", "public class Other extends org.apache.camel.builder.RouteBuilder { public void configure() { } }");

    assertThat(awaitEntry("Other.java", "reload.takes-restart").detail()).contains("compiled when Caravan starts");
  }

  @Test
  void nothingIsLostNorLandsTwiceWhileARouteChangesTwentyTimes() throws Exception {
    place.flow("orders", "- setProperty: {name: version, constant: \"0\"}");
    Files.createDirectories(place.inbox("orders"));
    run();
    int delivered = 0;
    for (int version = 1; version <= 20; version++) {
      place.deliver("orders/" + version + "-before.csv", "id\n" + ++delivered + "\n");
      place.flow("orders", "- setProperty: {name: version, constant: \"" + version + "\"}");
      place.deliver("orders/" + version + "-after.csv", "id\n" + ++delivered + "\n");
      int wanted = version;
      await().atMost(Duration.ofSeconds(20)).until(() -> audit().stream().filter(entry -> entry.outcome().equals("done")).count() >= wanted);
    }
    awaitBatches("orders", delivered);
    assertThat(contexts()).as("those that were replaced are gone").containsExactlyInAnyOrder("caravan", "caravan-21");
    runtime.close();

    Map<Long, Long> landed = ids("orders").stream().collect(Collectors.groupingBy(id -> id, Collectors.counting()));
    assertThat(landed).hasSize(delivered);
    assertThat(landed.values()).containsOnly(1L);
    assertThat(place.unfinished("orders")).isEmpty();
  }
}
