package dev.caravan.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What steps make of records, by the real topology. */
class StreamsTrialTest {
  @TempDir Path folder;
  private StreamsTrial trial;

  private void open(String steps, String key) {
    trial = new StreamsTrial(StreamsText.withSteps(steps, key), folder);
  }

  @AfterEach
  void close() {
    trial.close();
  }

  private void send(String id, String shop, String amount, String at) {
    trial.send("events", null, StreamsText.event(id, shop, amount, at), Instant.EPOCH);
  }

  private List<String> written() {
    return trial.written().stream().map(JsonNode::toString).toList();
  }

  @Test
  void everyMeasureIsExactAndRecordsWithoutAValueDoNotChangeIt() {
    open("- aggregate: {by: [shop], window: {tumbling: 1h}, values: "
        + "{n: count, with: count(amount), sum: sum(amount), mean: avg(amount), least: min(amount), most: max(amount), first: first(id), last: last(id), until: max(at)}}", "shop");

    send("b", "s", "0.10", "10:20:00");
    send("a", "s", "0.20", "10:10:00");
    send("c", "s", "null", "10:30:00.500");
    send("d", "s", "9007199254740993.00", "10:25:00");
    send("e", "s", "1", "11:00:00");

    assertThat(written()).containsExactly(
        "{\"shop\":\"s\",\"window_start\":\"2026-01-31T10:00:00Z\",\"window_end\":\"2026-01-31T11:00:00Z\",\"n\":4,\"with\":3,\"sum\":9007199254740993.30,"
            + "\"mean\":3002399751580331,\"least\":0.10,\"most\":9007199254740993.00,\"first\":\"a\",\"last\":\"c\",\"until\":\"2026-01-31T10:30:00.500Z\"}");
  }

  @Test
  void aRecordThatIsLateForSomeHoppingWindowsCountsInTheOthersAndIsTold() {
    open("- aggregate: {by: [shop], window: {hopping: 1h, every: 30m}, values: {n: count}}", "shop");

    send("a", "s", "1", "10:10:00");
    send("b", "s", "1", "10:40:00");
    send("c", "s", "1", "10:20:00");
    send("d", "s", "1", "12:00:00");

    assertThat(written()).extracting(row -> row.replaceAll(".*start\":\"2026-01-31T(\\d\\d:\\d\\d).*\"n\":(\\d+).*", "$1 $2")).containsExactly("09:30 1", "10:00 3", "10:30 1");
    assertThat(trial.rejected()).extracting(StreamsTrial.Rejected::rule, StreamsTrial.Rejected::reason)
        .containsExactly(tuple("late", "1 of its 2 windows were over; it counts in the others"));
    assertThat(trial.counted(StreamsWatch.End.LATE)).isEqualTo(1);
  }

  @Test
  void sessionsGrowTogetherWhenTheRecordBetweenThemComes() {
    open("- aggregate: {by: [shop], window: {session: 10m}, grace: 20m, values: {n: count, first: first(id)}}", "shop");

    send("a", "s", "1", "10:00:00");
    send("c", "s", "1", "10:15:00");
    send("x", "t", "1", "10:16:00");
    send("b", "s", "1", "10:08:00");
    send("d", "s", "1", "10:25:00");
    send("z", "s", "1", "11:30:00");
    send("late", "s", "1", "11:00:00");

    assertThat(written()).extracting(row -> row.replaceAll("2026-01-31T|:00Z", "")).containsExactly(
        "{\"shop\":\"s\",\"window_start\":\"10:00\",\"window_end\":\"10:25\",\"n\":3,\"first\":\"a\"}",
        "{\"shop\":\"t\",\"window_start\":\"10:16\",\"window_end\":\"10:26\",\"n\":1,\"first\":\"x\"}",
        "{\"shop\":\"s\",\"window_start\":\"10:25\",\"window_end\":\"10:35\",\"n\":1,\"first\":\"d\"}");
    assertThat(trial.rejected()).extracting(StreamsTrial.Rejected::reason).containsExactly("its session was over");
  }

  @Test
  void anIdIsForgottenAfterItsTimeAndRecordsFromBeforeAreRefused() {
    open("- deduplicate: {by: [id], within: 1h}", "id");

    send("a", "s", "1", "10:00:00");
    send("a", "s", "2", "10:59:59");
    send("a", "s", "3", "11:00:00");
    send("b", "s", "4", "09:59:00");
    send("b", "s", "5", "10:30:00");

    assertThat(written()).extracting(row -> row.replaceAll(".*\"amount\":(\\d).*", "$1")).containsExactly("1", "3", "5");
    assertThat(trial.counted(StreamsWatch.End.DEDUPLICATED)).isEqualTo(1);
    assertThat(trial.rejected()).extracting(StreamsTrial.Rejected::rule).containsExactly("late");
    assertThat(trial.counted(StreamsWatch.End.READ)).isEqualTo(5);
    assertThat(trial.counted(StreamsWatch.End.WRITTEN)).isEqualTo(3);
    assertThat(trial.counted(StreamsWatch.End.REFUSED)).isEqualTo(1);
  }

  @Test
  void aWindowThatIsOverStaysOverAfterARestart() {
    open("- aggregate: {by: [shop], window: {tumbling: 1h}, values: {n: count}}", "shop");
    send("a", "s", "1", "10:00:00");
    send("b", "s", "1", "11:00:00");
    assertThat(written()).hasSize(1);
    trial.close();

    open("- aggregate: {by: [shop], window: {tumbling: 1h}, values: {n: count}}", "shop");
    send("c", "s", "1", "10:30:00");
    send("d", "s", "1", "12:00:00");

    assertThat(written()).extracting(row -> row.replaceAll(".*\"n\":(\\d+).*", "$1")).containsExactly("1");
  }

  @Test
  void conditionsAreHeldAgainstTheFormOfTheType() {
    open("- filter: {amount: {from: 10, below: 20.5}, id: {not: x}, paid: {present: false}, at: {above: '2026-01-31T10:00:00+00:00'}}", "id");

    send("a", "s", "10.00", "10:00:01");
    send("b", "s", "9.99", "10:00:01");
    send("c", "s", "20.5", "10:00:01");
    send("x", "s", "11", "10:00:01");
    send("d", "s", "11", "10:00:00");

    assertThat(written()).hasSize(1).first().asString().contains("\"id\":\"a\"", "\"amount\":10.00", "\"paid\":null");
    assertThat(trial.counted(StreamsWatch.End.FILTERED)).isEqualTo(4);
  }
}
