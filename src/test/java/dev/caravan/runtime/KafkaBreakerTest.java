package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.ErrorCode;
import dev.caravan.failure.Dependencies;
import dev.caravan.failure.Dependency;
import dev.caravan.fault.OperatorsPage;
import dev.caravan.source.FlowProgress;
import dev.caravan.source.kafka.BrokerLine;
import dev.caravan.source.kafka.KafkaBroker;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Brokers that do not answer are left alone for a while by all flows, and nothing is lost meanwhile. */
@Timeout(180)
class KafkaBreakerTest {
  private static final KafkaBroker BROKER = KafkaPlace.BROKER;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String CLUSTER = "kafka-127.0.0.1";
  private static final String IMPATIENT = "properties: \"default.api.timeout.ms=400,request.timeout.ms=300\"";

  @TempDir Path folder;
  private KafkaPlace place;

  @BeforeEach
  void prepare() {
    place = new KafkaPlace(folder);
  }

  private static Dependency cluster(CaravanRuntime runtime) {
    return runtime.camel().getRegistry().lookupByNameAndType("dependencies", Dependencies.class).dependency(CLUSTER);
  }

  private static long landed(CaravanRuntime runtime) {
    return runtime.progress().get(0).counts().landed();
  }

  private static Object shownState() {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    try {
      ObjectName name = server.queryNames(new ObjectName("dev.caravan:type=dependencies,*,name=" + ObjectName.quote(CLUSTER)), null).iterator().next();
      return server.getAttribute(name, "State");
    } catch (JMException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> failures() {
    return place.place().ledger(ledger -> ledger.database().read("look", statements -> statements.list("SELECT message FROM failures", row -> row.getString(1))));
  }

  @Test
  void brokersThatDoNotAnswerOpenTheBreakerOfTheirClusterWhichIsToldInLedgerAndBeans() throws Exception {
    place.place().set("caravan.breaker." + CLUSTER + ".calls", "2").set("caravan.breaker." + CLUSTER + ".open", "10m");
    place.flow("127.0.0.1:1", "orders", "", IMPATIENT);

    FlowProgress orders =
        place.place().once(
            runtime -> {
              assertThat(cluster(runtime).standing().state()).isEqualTo(Dependency.State.OPEN);
              assertThat(shownState()).isEqualTo("open");
            }).get("orders");

    assertThat(orders.problem().code()).isEqualTo(ErrorCode.KAFKA_UNREACHABLE);
    assertThat(failures()).anyMatch(message -> message.contains("do not answer")).anyMatch(message -> message.contains("are not asked") && message.contains(CLUSTER));
    OperatorsPage.tells(ErrorCode.KAFKA_UNREACHABLE, "do not answer");
    OperatorsPage.tells(ErrorCode.KAFKA_UNREACHABLE, "are not asked");
  }

  @Test
  void whileTheBreakerIsOpenPartitionsArePausedInTheirGroupAndThenNothingIsMissing() throws Exception {
    String topic = BROKER.topic("paused", 2);
    place.orders(topic, "batchAge: 50ms", "group: " + topic);
    try (CaravanRuntime runtime = place.place().runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      BROKER.send(topic, 0, KafkaPlace.rows(0, 10));
      await().atMost(PATIENCE).until(() -> landed(runtime) == 10);

      Dependencies dependencies = runtime.camel().getRegistry().lookupByNameAndType("dependencies", Dependencies.class);
      dependencies.breaker(CLUSTER, "").transitionToForcedOpenState();
      long refused = cluster(runtime).standing().refused();
      await().atMost(PATIENCE).until(() -> cluster(runtime).standing().refused() > refused);
      BROKER.send(topic, 0, KafkaPlace.rows(10, 15));
      BROKER.send(topic, 1, KafkaPlace.rows(15, 20));
      long asked = cluster(runtime).standing().refused();
      await().atMost(PATIENCE).until(() -> cluster(runtime).standing().refused() > asked + 2);
      assertThat(landed(runtime)).isEqualTo(10);
      assertThat(BROKER.members(topic)).isEqualTo(1);

      dependencies.breaker(CLUSTER, "").transitionToClosedState();
      await().atMost(PATIENCE).until(() -> landed(runtime) == 20);
    }
    assertThat(place.query("SELECT count(*) AS n, count(DISTINCT id) AS d FROM test.orders")).hasToString("[{\"n\":20,\"d\":20}]");
  }

  @Test
  void brokersThatGoSilentAreFoundOutAndReadOnWhenTheyAnswerAgain() throws Exception {
    BrokerLine line = BROKER.line();
    String topic = BROKER.topic("silent", 1);
    place.place().set("caravan.retry.attempts", "1000").set("caravan.breaker." + CLUSTER + ".calls", "2").set("caravan.breaker." + CLUSTER + ".open", "200ms");
    place.flow(line.address(), topic, "", "batchAge: 50ms", "group: " + topic, IMPATIENT);
    BROKER.send(topic, 0, KafkaPlace.rows(0, 10));
    try (CaravanRuntime runtime = place.place().runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      await().atMost(PATIENCE).until(() -> landed(runtime) == 10);

      line.silence();
      BROKER.send(topic, 0, KafkaPlace.rows(10, 20));
      await().atMost(PATIENCE).until(() -> cluster(runtime).standing().opened() > 0);
      assertThat(landed(runtime)).isEqualTo(10);
      line.heal();

      await().atMost(PATIENCE).until(() -> landed(runtime) == 20);
    } finally {
      line.heal();
    }
    assertThat(failures()).anyMatch(message -> message.contains("do not answer"));
    assertThat(place.query("SELECT count(*) AS n, count(DISTINCT id) AS d FROM test.orders")).hasToString("[{\"n\":20,\"d\":20}]");
  }
}
