package dev.caravan.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledger.RunSummary;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import dev.caravan.cli.Answer;
import dev.caravan.source.kafka.KafkaBroker;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that share the partitions of a topic: one joins, one is killed, another takes over what it had, while
 * records keep coming. {@code -Dcaravan.kafka.handovers=10} has more of them join and die than the everyday one.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class KafkaRebalanceTest {
  private static final int HANDOVERS = Integer.getInteger("caravan.kafka.handovers", 1);
  private static final int PARTITIONS = 6;
  private static final int ROWS = 30;
  private static final String LANDED = "landed batch";

  @TempDir Path folder;
  private final Deque<CaravanProcess> processes = new ArrayDeque<>();
  private final AtomicInteger sent = new AtomicInteger();
  private int started;

  @AfterEach
  void endAll() throws InterruptedException {
    for (CaravanProcess process : processes) {
      process.killAfter(0);
    }
  }

  @Test
  void partitionsChangeHandsWithoutLossAndNothingLandsTwice() throws Exception {
    KafkaBroker broker = KafkaBroker.shared();
    String topic = broker.topic("handed-over", PARTITIONS);
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
      String url = "jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres";
      Path route = route(broker.address(), topic);
      start(route, url);
      awaitLanding(broker, topic);
      for (int i = 0; i < HANDOVERS; i++) {
        start(route, url);
        awaitLanding(broker, topic);
        send(broker, topic);
        processes.poll().killAfter(0);
        send(broker, topic);
      }
      awaitAll(url);
    }

    assertThat(query("SELECT count(*) AS n, count(DISTINCT id) AS d FROM test.events").toString())
        .as(this::logs)
        .isEqualTo("[{\"n\":" + sent + ",\"d\":" + sent + "}]");
  }

  private Path route(String brokers, String topic) throws IOException {
    return Files.writeString(
        folder.resolve("events.camel.yaml"),
        """
        - route:
            id: events
            routeConfigurationId: ingest
            from:
              uri: kamelet:kafka-batch-source
              parameters:
                brokers: %s
                topics: %s
                batchAge: 50ms
                properties: "session.timeout.ms=3000, heartbeat.interval.ms=300"
              steps:
                - to: {uri: "kamelet:lake-sink", parameters: {dataset: test/events}}
        """
            .formatted(brokers, topic));
  }

  private void start(Path route, String url) throws IOException {
    List<String> command =
        List.of(
            "run", "--data", folder.resolve("data").toString(), "-p", "caravan.http.enabled=false", "-p", "caravan.lease=2s",
            "-p", "caravan.ledger.url=" + url, "-p", "caravan.ledger.user=postgres", "-p", "camel.main.jmxEnabled=false", route.toString());
    processes.add(CaravanProcess.start(folder.resolve("log-" + started++ + ".txt"), command));
  }

  /** Until the one that was started last has landed something of what it was given. */
  private void awaitLanding(KafkaBroker broker, String topic) {
    CaravanProcess last = processes.peekLast();
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              send(broker, topic);
              return last.output().contains(LANDED);
            });
  }

  private void send(KafkaBroker broker, String topic) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      int from = sent.getAndAdd(ROWS);
      broker.send(topic, partition, IntStream.range(from, from + ROWS).mapToObj(id -> "{\"id\":" + id + "}").toArray(String[]::new));
    }
  }

  private void awaitAll(String url) {
    try (JdbcLedger ledger = Ledgers.openReadOnly(LedgerConfig.at(url, "postgres", (dev.caravan.Secret) null), Clock.systemUTC())) {
      Awaitility.await()
          .atMost(Duration.ofMinutes(3))
          .pollInterval(Duration.ofMillis(300))
          .untilAsserted(
              () -> assertThat(ledger.runs(1_000_000).stream().map(RunSummary::counts).mapToLong(counts -> counts.landed()).sum()).as(this::logs).isGreaterThanOrEqualTo(sent.get()));
    }
  }

  private JsonNode query(String sql) throws IOException {
    return new ObjectMapper().readTree(Answer.to("query", "--data", folder.resolve("data").toString(), "--format", "json", sql).done());
  }

  private String logs() {
    List<String> logs = new ArrayList<>();
    for (int i = 0; i < started; i++) {
      try {
        logs.add(Files.readString(folder.resolve("log-" + i + ".txt")));
      } catch (IOException e) {
        logs.add(e.toString());
      }
    }
    return String.join("\n---\n", logs);
  }
}
