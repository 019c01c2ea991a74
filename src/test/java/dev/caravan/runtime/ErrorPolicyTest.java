package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.ErrorCode;
import dev.caravan.catalog.Ledger;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Ledger.BatchState;
import dev.caravan.source.FlowProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a flow whose step fails: real routes, engine and ledger. */
@Timeout(60)
class ErrorPolicyTest {
  private static final String STEP = "- bean: {ref: failing, method: pass}";
  private static final String KAMELET =
      """
      apiVersion: camel.apache.org/v1
      kind: Kamelet
      metadata:
        name: failing-action
        labels: {camel.apache.org/kamelet.type: action}
      spec:
        definition: {title: Failing, type: object, properties: {}}
        dependencies: [camel:bean]
        template:
          from:
            uri: kamelet:source
            steps:
              - bean: {ref: failing, method: pass}
      """;

  @TempDir Path folder;
  private Workplace place;
  private List<Long> calls;

  @BeforeEach
  void prepare() throws Exception {
    place = new Workplace(folder).set("caravan.retry.attempts", "3").set("caravan.retry.delay", "100ms").set("caravan.retry.backoff", "2").set("caravan.retry.jitter", "none");
    place.deliver("orders/a.csv", "id\n1\n2\n");
  }

  private void failing(String properties) throws Exception {
    place.route("beans.camel.yaml", "- beans:\n    - name: failing\n      type: dev.caravan.runtime.FailingStep\n      properties: {" + properties + "}\n");
  }

  private Map<String, FlowProgress> once() {
    return place.once(runtime -> calls = runtime.camel().getRegistry().lookupByNameAndType("failing", FailingStep.class).calls());
  }

  private void theDelaysAreThoseConfigured(int retries) {
    assertThat(calls).hasSize(retries + 1);
    for (int i = 0; i < retries; i++) {
      long delay = (calls.get(i + 1) - calls.get(i)) / 1_000_000;
      assertThat(delay).as("delay %d", i).isGreaterThanOrEqualTo(100L << i);
    }
  }

  @Test
  void aFailureThatPassesIsTriedAgainWithGrowingDelays() throws Exception {
    failing("failures: 2");
    place.flow("orders", STEP);

    FlowProgress orders = once().get("orders");

    theDelaysAreThoseConfigured(2);
    assertThat(orders.state()).isEqualTo(FlowProgress.State.IDLE);
    assertThat(orders.counts().landed()).isEqualTo(2);
  }

  @Test
  void aFailureThatStaysStopsItsFlowAfterTheRetriesAndKeepsTheBatch() throws Exception {
    failing("");
    place.flow("orders", STEP);
    place.flow("customers");
    place.deliver("customers/a.csv", "id\n1\n");

    Map<String, FlowProgress> flows = once();

    theDelaysAreThoseConfigured(3);
    assertThat(flows.get("orders").state()).isEqualTo(FlowProgress.State.FAILED);
    assertThat(flows.get("customers").counts().landed()).isEqualTo(1);
    BatchRecord kept = place.unfinished("orders").get(0);
    assertThat(kept.state()).isEqualTo(BatchState.FAILED);
    assertThat(kept.problem()).contains(ErrorCode.FLOW_STOPPED.code()).contains("connection refused");
    assertThat(place.runs()).anySatisfy(run -> assertThat(run.message()).contains("connection refused"));
  }

  @Test
  void theKeptBatchLandsOnceAtTheNextStartThoughItsFileIsGone() throws Exception {
    failing("");
    place.flow("orders", STEP);
    once();
    Files.delete(place.inbox("orders/a.csv"));
    failing("failures: 0");

    FlowProgress second = once().get("orders");
    FlowProgress third = once().get("orders");

    assertThat(second.counts().landed()).isEqualTo(2);
    assertThat(third.batches()).isZero();
    assertThat(place.query("SELECT id FROM test.orders ORDER BY id")).hasSize(2);
    assertThat(place.unfinished("orders")).isEmpty();
  }

  @Test
  void aSinkThatIsDownDoesNotHoldUpTheEnd() throws Exception {
    place.set("caravan.retry.attempts", "100").set("caravan.retry.delay", "10m").set("caravan.retry.delay-max", "10m").set("caravan.shutdown", "50s");
    failing("");
    place.flow("orders", STEP);
    long began;
    try (CaravanRuntime runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      FailingStep step = runtime.camel().getRegistry().lookupByNameAndType("failing", FailingStep.class);
      await().until(() -> !step.calls().isEmpty());
      began = System.nanoTime();
    }

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    BatchRecord kept = place.unfinished("orders").get(0);
    // The end may come while it waits for the next attempt, or before it has begun to.
    assertThat(kept.problem()).contains(ErrorCode.FLOW_STOPPED.code()).containsAnyOf("was stopped before", "connection refused");
    assertThat(place.runs()).singleElement().satisfies(run -> assertThat(run.finished()).isNotNull());
    failing("failures: 0");
    assertThat(once().get("orders").counts().landed()).isEqualTo(2);
  }

  @Test
  void aStepInsideAKameletIsRepeatedNoMoreOftenThanAnyOther() throws Exception {
    failing("");
    place.kamelet("failing-action", KAMELET);
    place.flow("orders", "- to: kamelet:failing-action");

    assertThat(once().get("orders").state()).isEqualTo(FlowProgress.State.FAILED);

    theDelaysAreThoseConfigured(3);
  }

  @Test
  void aRouteThatNamesNoPolicyStopsAtItsFirstFailure() throws Exception {
    failing("");
    place.route("orders.camel.yaml", Workplace.flowText("orders", "", STEP).replace("    routeConfigurationId: ingest\n", ""));

    FlowProgress orders = once().get("orders");

    assertThat(calls).hasSize(1);
    assertThat(orders.state()).isEqualTo(FlowProgress.State.FAILED);
    assertThat(orders.problem().next()).contains("routeConfigurationId: ingest");
    assertThat(place.unfinished("orders").get(0).state()).isEqualTo(BatchState.FAILED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CONTRACT_DATASET_RULE", "COLUMN_UNKNOWN", "ENGINE_FAILED"})
  void aFailureThatCannotPassIsNotTriedAgain(String code) throws Exception {
    failing("code: " + code);
    place.flow("orders", STEP);

    FlowProgress orders = once().get("orders");

    assertThat(calls).hasSize(1);
    assertThat(orders.state()).isEqualTo(FlowProgress.State.FAILED);
    assertThat(orders.problem().code()).isEqualTo(ErrorCode.valueOf(code));
    assertThat(place.unfinished("orders").get(0).problem()).startsWith(ErrorCode.valueOf(code).code());
  }

  @Test
  void theLedgerTellsWhyEachTimeAndUntilWhen() throws Exception {
    failing("");
    place.flow("orders", STEP);

    once();

    Ledger.Why why = place.runs().get(0).why();
    assertThat(why.code()).isEqualTo(ErrorCode.FLOW_STOPPED.code());
    assertThat(why.failureClass()).isEqualTo("transient");
    assertThat(why.rule()).isEqualTo("network");
    assertThat(why.attempts()).isEqualTo(4);
    assertThat(why.nextTry()).isNull();
    assertThat(noted("attempts || ' ' || rule || ' ' || (next_try > noted)")).containsExactly("1 network TRUE", "2 network TRUE", "3 network TRUE");
    assertThat(noted("flow || ' ' || run || ' ' || (batch IS NOT NULL)")).containsExactly("orders 1 TRUE", "orders 1 TRUE", "orders 1 TRUE");
  }

  /** What was noted of repetitions, in order; the end of a flow has no next try. */
  private List<String> noted(String expression) {
    return place.ledger(
        ledger -> ledger.database().read("look", statements -> statements.list("SELECT " + expression + " FROM failures WHERE next_try IS NOT NULL ORDER BY failure", row -> row.getString(1))));
  }

  @Test
  void aSystemIsNotCalledBeforeTheTimeItAsksFor() throws Exception {
    failing("failures: 1, asks: 700");
    place.flow("orders", STEP);

    assertThat(once().get("orders").counts().landed()).isEqualTo(2);

    assertThat((calls.get(1) - calls.get(0)) / 1_000_000).isGreaterThanOrEqualTo(700);
    assertThat(noted("code || ' ' || rule")).containsExactly("http.server-failed code");
  }

  @Test
  void aSystemThatAsksForTooLongStopsTheFlow() throws Exception {
    place.set("caravan.retry.after-max", "600ms");
    failing("failures: 1, asks: 700");
    place.flow("orders", STEP);

    assertThat(once().get("orders").state()).isEqualTo(FlowProgress.State.FAILED);

    assertThat(calls).hasSize(1);
  }

  @Test
  void aDelayThatArrivesWithAMessageDoesNotCount() throws Exception {
    failing("failures: 1");
    place.flow("orders", "- setHeader: {name: CamelRedeliveryDelay, constant: \"600000\"}", STEP);

    assertThat(once().get("orders").counts().landed()).isEqualTo(2);
  }

  @Test
  void aTableOfTheUserDecidesFirst() throws Exception {
    Path table = Files.writeString(folder.resolve("failures.yaml"), "rules:\n  - {name: moved, exception: java.net.ConnectException, class: configuration}\n");
    place.set("caravan.failures", table.toString());
    failing("");
    place.flow("orders", STEP);

    assertThat(once().get("orders").state()).isEqualTo(FlowProgress.State.FAILED);

    assertThat(calls).hasSize(1);
    assertThat(place.runs().get(0).why().rule()).isEqualTo("moved");
    assertThat(place.runs().get(0).why().failureClass()).isEqualTo("configuration");
  }

  @Test
  void withJitterTheDelayIsTakenByChanceAndWithoutItIsTheBound() {
    assertThat(delays("full")).hasSizeGreaterThan(50).allMatch(delay -> delay.compareTo(Duration.ofSeconds(4)) <= 0);
    assertThat(delays("none")).containsExactly(Duration.ofSeconds(4));
  }

  private static Set<Duration> delays(String jitter) {
    CaravanConfig config = new ConfigSources().classPath().commandLine(Map.of("caravan.retry.jitter", jitter)).read();
    return IntStream.range(0, 100).mapToObj(draw -> config.retry().policy().before(3, null).orElseThrow()).collect(Collectors.toSet());
  }
}
