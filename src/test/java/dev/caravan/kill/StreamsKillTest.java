package dev.caravan.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.source.kafka.CommittedMessages;
import dev.caravan.source.kafka.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes share the partitions of a file of streams; one is killed in the middle, and the other goes on for it.
 * It takes a minute: {@code mvn test -Dtest=StreamsKillTest -Dcaravan.streams.kill=true}.
 */
@EnabledIfSystemProperty(named = "caravan.streams.kill", matches = "true")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class StreamsKillTest {
  private static final KafkaBroker BROKER = KafkaBroker.shared();
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Instant START = Instant.parse("2026-01-31T00:00:00Z");
  private static final int PARTITIONS = 2;
  private static final int CLOSING = 20;
  private static final int MOST = 100_000;

  @TempDir Path folder;
  private final List<CaravanProcess> processes = new ArrayList<>();
  private int sent;

  @AfterEach
  void endAll() throws InterruptedException {
    for (CaravanProcess process : processes) {
      process.killAfter(0);
    }
  }

  @Test
  void eachRecordIsCountedOnceThoughAProcessIsKilledAndManyComeTwice() throws Exception {
    String in = BROKER.topic("killed-in", PARTITIONS);
    String out = BROKER.topic("killed-out", PARTITIONS);
    String rejects = BROKER.topic("killed-rejects", 1);
    Path file = file(in, out, rejects);
    start(file);
    start(file);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(BROKER.members(out)).as(this::logs).isEqualTo(2));
    await().atMost(PATIENCE).until(() -> {
      send(in);
      return BROKER.committed(out, in).size() == PARTITIONS;
    });
    send(in);
    processes.get(0).killAfter(0);
    int before = sent;
    send(in);
    again(in, before);
    awaitRead(out, in);
    close(in);

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(CommittedMessages.of(BROKER.address(), out)).as(this::logs).hasSizeGreaterThanOrEqualTo(sent));
    assertThat(told(out)).containsExactlyInAnyOrderElementsOf(IntStream.range(0, sent).mapToObj(id -> id + " 1").toList());
    assertThat(CommittedMessages.texts(BROKER.address(), rejects)).isEmpty();
    assertThat(BROKER.members(out)).isEqualTo(1);
  }

  private Path file(String in, String out, String rejects) throws IOException {
    return Files.writeString(
        folder.resolve("shops.streams.yaml"),
        """
        name: %2$s
        kafka: {brokers: "%4$s", properties: {session.timeout.ms: 3000, heartbeat.interval.ms: 300}}
        sources:
          events:
            topic: %1$s
            time: at
            fields: {id: integer, at: timestamp}
        from: events
        steps:
          - deduplicate: {by: [id], within: 10d}
          - aggregate: {by: [id], window: {tumbling: 1h}, grace: 2d, values: {n: count}}
        sink: {topic: %2$s, key: [id]}
        rejects: %3$s
        """.formatted(in, out, rejects, BROKER.address()));
  }

  private void start(Path file) throws IOException {
    String name = "process-" + processes.size();
    processes.add(CaravanProcess.start(folder.resolve(name + ".txt"),
        List.of("run", "--data", folder.resolve(name).toString(), "-p", "caravan.http.enabled=false", "-p", "camel.main.jmxEnabled=false", file.toString())));
  }

  private void send(String topic) {
    int from = sent;
    sent += 200;
    assertThat(sent).isLessThan(MOST);
    again(topic, from);
  }

  /** Sends what was sent from there on, once more. */
  private void again(String topic, int from) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      List<String> values = new ArrayList<>();
      for (int id = from; id < sent; id++) {
        if (id % PARTITIONS == partition) {
          values.add(event(id, START.plusMillis(id)));
        }
      }
      BROKER.send(topic, partition, values.toArray(String[]::new));
    }
  }

  private static String event(long id, Instant at) {
    return "{\"id\":" + id + ",\"at\":\"" + at + "\"}";
  }

  private void awaitRead(String group, String topic) {
    Map<Integer, Long> ends = new TreeMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      List<Long> offsets = BROKER.offsets(topic, partition);
      ends.put(partition, offsets.get(offsets.size() - 1) + 1);
    }
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(BROKER.committed(group, topic)).as(this::logs).isEqualTo(ends));
  }

  /** So many records, so late, that every hour before is over in each partition. */
  private void close(String topic) {
    for (int id = -CLOSING; id < 0; id++) {
      BROKER.send(topic, 0, event(id, START.plus(Duration.ofDays(3))));
    }
  }

  /** The id of each record that was gathered, and how many were counted of it. */
  private static List<String> told(String topic) throws IOException {
    List<String> told = new ArrayList<>();
    for (String text : CommittedMessages.texts(BROKER.address(), topic)) {
      JsonNode row = new ObjectMapper().readTree(text.substring(text.indexOf(' ') + 1));
      told.add(row.get("id") + " " + row.get("n"));
    }
    return told;
  }

  private String logs() {
    StringBuilder logs = new StringBuilder();
    processes.forEach(process -> logs.append(process.output()).append("\n---\n"));
    return logs.toString();
  }
}
