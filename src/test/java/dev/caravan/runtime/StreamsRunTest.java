package dev.caravan.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.source.kafka.CommittedMessages;
import dev.caravan.source.kafka.KafkaBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of streams in a runtime, on a real broker. */
@Timeout(180)
class StreamsRunTest {
  private static final KafkaBroker BROKER = KafkaBroker.shared();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private Workplace place(String in, String out, String rejects) throws Exception {
    return new Workplace(folder).set("caravan.http.enabled", "true").set("caravan.http.port", "0").route("hours.streams.yaml",
        """
        name: %2$s-app
        kafka: {brokers: "%4$s"}
        sources:
          events:
            topic: %1$s
            time: at
            fields: {id: {type: string, required: true}, shop: string, at: timestamp}
        from: events
        steps:
          - aggregate: {by: [shop], window: {tumbling: 1h}, values: {n: count}}
        sink: {topic: %2$s, key: [shop]}
        rejects: %3$s
        """.formatted(in, out, rejects, BROKER.address()));
  }

  private static String event(String id, String time) {
    return "{\"id\":\"" + id + "\",\"shop\":\"s\",\"at\":\"2026-01-31T" + time + "Z\"}";
  }

  @Test
  void windowsGoOnBehindARestartAndWhatIsRefusedTellsWhy() throws Exception {
    String in = BROKER.topic("windows-in", 1);
    String out = BROKER.topic("windows-out", 1);
    String rejects = out + "-rejects";
    Workplace place = place(in, out, rejects);
    BROKER.send(in, 0, event("a", "10:00:00"), "poison", event("b", "10:59:59"));

    try (CaravanRuntime runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      assertThat(runtime.streams()).containsExactly(out + "-app");
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(health(runtime)).contains("\"" + out + "-app\":\"failed: kafka.topic-missing; it is tried again, the log says more\"", "\"status\":\"UP\""));
      BROKER.admin().createTopics(List.of(new NewTopic(rejects, 1, (short) 1))).all().get();
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(health(runtime)).contains("\"" + out + "-app\":\"running\""));
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(BROKER.committed(out + "-app", in)).isEqualTo(Map.of(0, 3L)));
      assertThat(MetricsTest.get(runtime.httpPort(), "/metrics"))
          .contains("caravan_streams_records_total{end=\"read\",streams=\"" + out + "-app\"} 3.0", "caravan_streams_records_total{end=\"refused\",streams=\"" + out + "-app\"} 1.0")
          .contains("caravan_streams_state{streams=\"" + out + "-app\"} 1.0");
    }
    BROKER.send(in, 0, event("c", "11:00:00"), event("late", "10:30:00"));
    try (CaravanRuntime runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(CommittedMessages.of(BROKER.address(), rejects)).hasSize(2));
    }

    assertThat(CommittedMessages.texts(BROKER.address(), out))
        .containsExactly("s {\"shop\":\"s\",\"window_start\":\"2026-01-31T10:00:00Z\",\"window_end\":\"2026-01-31T11:00:00Z\",\"n\":2}");
    List<ConsumerRecord<byte[], byte[]>> refused = CommittedMessages.of(BROKER.address(), rejects);
    assertThat(refused).extracting(message -> CommittedMessages.text(message.value())).containsExactly("poison", event("late", "10:30:00"));
    assertThat(refused).extracting(message -> header(message, "caravan-origin")).containsExactly(in + "/0/1", in + "/0/4");
    assertThat(refused).extracting(message -> header(message, "caravan-rule")).containsExactly("json", "late");
    assertThat(refused).extracting(message -> header(message, "caravan-step")).containsExactly("parse-events", "step-1-aggregate");
  }

  private static String health(CaravanRuntime runtime) {
    return MetricsTest.get(runtime.httpPort(), "/health/ready");
  }

  private static String header(ConsumerRecord<byte[], byte[]> message, String name) {
    return CommittedMessages.text(message.headers().lastHeader(name).value());
  }

  @Test
  void stateThatCannotBeKeptIsToldAndTriedAgain() throws Exception {
    String in = BROKER.topic("stateless-in", 1);
    Workplace place = place(in, BROKER.topic("stateless-out", 1), BROKER.topic("stateless-rejects", 1));
    Path inTheWay = Files.createDirectories(place.data()).resolve("streams");
    Files.writeString(inTheWay, "a file");
    try (CaravanRuntime runtime = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      runtime.start();
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(health(runtime)).contains("failed: streams.stopped"));
      Files.delete(inTheWay);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(health(runtime)).contains("-app\":\"running\""));
    }
  }

  @Test
  void aSinglePassIsRefusedAndSoAreTwoFilesOfOneName() throws Exception {
    Workplace place = place("in", "out", "rejects");
    try (CaravanRuntime once = place.runtime(CaravanRuntime.Mode.ONCE)) {
      assertThatThrownBy(once::start).hasMessageContaining("Windows over topics have no end").hasMessageContaining("hours.streams.yaml");
    }
    place.route("more.streams.yaml", Files.readString(place.routeFile("hours.streams.yaml")));
    try (CaravanRuntime twice = place.runtime(CaravanRuntime.Mode.UNTIL_STOPPED)) {
      assertThatThrownBy(twice::start).hasMessageContaining("more.streams.yaml").hasMessageContaining("the name 'out-app' is that of");
    }
  }
}
