package dev.caravan.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What records take from tables and from other streams, by the real topology. */
class StreamsJoinTest {
  private static final String TRADES =
      """
      name: trades
      kafka: {brokers: "localhost:9092"}
      sources:
        trades: {topic: trades, time: at, fields: {id: string, order: string, currency: string, amount: number, at: timestamp}}
        rates: {topic: rates, time: from, key: [currency], fields: {currency: string, rate: number, from: timestamp}}
        orders: {topic: orders, time: at, fields: {id: string, trader: string, at: timestamp}}
      from: trades
      steps:
      %ssink: {topic: out, key: [id]}
      rejects: rejected
      """;

  @TempDir Path folder;
  private StreamsTrial trial;

  /** @param unused the source that no step of these uses, and so may not stand there */
  private void open(String unused, String steps) {
    String text = TRADES.formatted(steps.indent(2)).replaceAll("(?m)^  " + unused + ":.*\n", "");
    trial = new StreamsTrial(StreamsReader.read("trades.streams.yaml", text, Map.of()), folder);
  }

  @AfterEach
  void close() {
    trial.close();
  }

  private void trade(String id, String order, String currency, String at) {
    send("trades", null, "{'id':%s,'order':%s,'currency':%s,'amount':10,'at':'2026-01-31T%sZ'}", quoted(id), quoted(order), quoted(currency), at);
  }

  private void rate(String currency, String rate, String from) {
    send("rates", null, "{'currency':%s,'rate':%s,'from':'2026-01-31T%sZ'}", quoted(currency), rate, from);
  }

  private void order(String id, String trader, String at) {
    send("orders", null, "{'id':%s,'trader':%s,'at':'2026-01-31T%sZ'}", quoted(id), quoted(trader), at);
  }

  private static String quoted(String text) {
    return text == null ? "null" : "'" + text + "'";
  }

  private void send(String source, String key, String value, Object... parts) {
    byte[] bytes = value == null ? null : value.formatted(parts).replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    trial.send(source, key == null ? null : key.getBytes(StandardCharsets.UTF_8), bytes, Instant.parse("2026-01-31T09:00:00Z"));
  }

  private List<String> written(String field) {
    return trial.written().stream().map(row -> row.get("id").textValue() + " " + text(row.get(field))).toList();
  }

  private static String text(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.toString();
  }

  @Test
  void eachTakesWhatTheTableSaidAtItsTime() {
    open("orders", "- enrich: {from: rates, by: [currency], take: {rate: rate}, history: 1h, without: keep}");

    rate("USD", "1.10", "09:00:00");
    rate("USD", "1.30", "11:00:00");
    rate("USD", "1.20", "10:00:00");
    trade("a", null, "USD", "10:30:00");
    trade("b", null, "USD", "09:59:59");
    trade("c", null, "USD", "11:00:00");
    trade("d", null, "EUR", "11:00:00");
    trade("e", null, null, "11:00:00");

    assertThat(written("rate")).containsExactly("a 1.20", "b 1.10", "c 1.30", "d null", "e null");
  }

  @Test
  void whatIsOlderThanTheHistoryIsRefusedAndNotGuessed() {
    open("orders", "- enrich: {from: rates, by: [currency], take: {rate: rate}, history: 1h}");

    rate("USD", "1.10", "09:00:00");
    rate("USD", "1.20", "10:00:00");
    trade("a", null, "USD", "12:00:00");
    rate("USD", "1.30", "12:30:00");
    trade("b", null, "USD", "09:30:00");
    trade("c", null, "USD", "10:30:00");

    assertThat(written("rate")).containsExactly("a 1.20", "c 1.20");
    assertThat(trial.rejected()).extracting(StreamsTrial.Rejected::rule, StreamsTrial.Rejected::reason)
        .containsExactly(tuple("late", "it came so late that it is not known any more what 'rates' said then"));
  }

  @Test
  void withoutAHistoryTheNewestRowHoldsUntilItIsTakenOut() {
    open("orders", "- enrich: {from: rates, by: [currency], take: {rate: rate}, without: drop}");

    rate("USD", "1.10", "11:00:00");
    rate("USD", "1.00", "10:00:00");
    trade("a", null, "USD", "09:00:00");
    send("rates", "USD", null);
    trade("b", null, "USD", "09:00:00");
    send("rates", null, null);

    assertThat(written("rate")).containsExactly("a 1.10", "b 1.10");
    assertThat(trial.rejected()).extracting(StreamsTrial.Rejected::rule, StreamsTrial.Rejected::step).containsExactly(tuple("json", "parse-rates"));
  }

  @Test
  void aRowIsTakenOutFromTheTimeOfItsMessageOn() {
    open("orders", "- enrich: {from: rates, by: [currency], take: {rate: rate}, without: drop}");

    rate("USD", "1.10", "08:00:00");
    send("rates", "USD", null);
    trade("a", null, "USD", "09:00:00");

    assertThat(written("rate")).isEmpty();
    assertThat(trial.counted(StreamsWatch.End.FILTERED)).isEqualTo(1);
  }

  @Test
  void aRecordWaitsForWhatTheTableIsStillToSay() {
    open("orders", "- enrich: {from: rates, by: [currency], take: {rate: rate}, history: 1h, wait: 10s}");

    trade("a", null, "USD", "10:00:00");
    trade("b", null, "GBP", "10:00:05");
    rate("USD", "1.20", "10:00:00");
    assertThat(written("rate")).isEmpty();
    trade("c", null, "USD", "10:00:15");

    assertThat(written("rate")).containsExactly("a 1.20");
    assertThat(trial.rejected()).extracting(StreamsTrial.Rejected::rule, StreamsTrial.Rejected::step, StreamsTrial.Rejected::reason)
        .containsExactly(tuple("unmatched", "step-1-enrich", "nothing in 'rates' goes with it"));
  }

  @Test
  void twoStreamsMeetWhicheverComesFirst() {
    open("rates", "- join: {from: orders, by: [order], of: [id], take: {trader: trader}, within: 10m, grace: 5m}");

    order("o1", "ann", "10:00:00");
    trade("a", "o1", null, "10:10:00");
    trade("b", "o2", null, "10:11:00");
    trade("b2", "o2", null, "10:12:00");
    order("o2", "bob", "10:12:00");
    trade("c", "o1", null, "10:10:01");

    assertThat(written("trader")).containsExactly("a ann", "b bob", "b2 bob");
    assertThat(trial.rejected()).isEmpty();
  }

  @Test
  void whatFoundNothingIsToldWhenItsTimeIsOverAndWhatComesThenIsLate() {
    open("rates", "- join: {from: orders, by: [order], of: [id], take: {trader: trader}, within: 10m, grace: 5m}");

    trade("a", "o1", null, "10:00:00");
    trade("none", null, null, "10:00:00");
    order("o9", "zoe", "10:15:00");
    assertThat(trial.rejected()).extracting(StreamsTrial.Rejected::rule).containsExactly("unmatched");
    order("o9", "zoe", "10:15:01");
    order("o1", "ann", "10:00:00");

    assertThat(written("trader")).isEmpty();
    assertThat(trial.rejected()).extracting(StreamsTrial.Rejected::rule, StreamsTrial.Rejected::reason)
        .containsExactly(tuple("unmatched", "nothing in 'orders' goes with it"), tuple("late", "the time was over in which it could go with another"));
    assertThat(trial.counted(StreamsWatch.End.REFUSED)).isEqualTo(3);
  }

  @Test
  void aJoinMayBeFollowedByATableAndAWindow() {
    trial = new StreamsTrial(
        StreamsReader.read(
            "trades.streams.yaml",
            TRADES.formatted(
                    """
                    - join: {from: orders, by: [order], of: [id], take: {trader: trader}, within: 10m, without: keep}
                    - enrich: {from: rates, by: [currency], take: {rate: rate}}
                    - aggregate: {by: [trader], window: {tumbling: 1h}, values: {id: first(id), trades: count, top: max(rate)}}
                    """.indent(2)),
            Map.of()),
        folder);

    rate("USD", "1.10", "09:00:00");
    order("o1", "ann", "10:00:00");
    trade("a", "o1", "USD", "10:01:00");
    trade("b", "o1", "USD", "10:02:00");
    trade("c", "o1", "USD", "11:30:00");
    trade("d", "o1", "USD", "12:30:00");

    assertThat(trial.written()).extracting(JsonNode::toString)
        .contains("{\"trader\":\"ann\",\"window_start\":\"2026-01-31T10:00:00Z\",\"window_end\":\"2026-01-31T11:00:00Z\",\"id\":\"a\",\"trades\":2,\"top\":1.10}");
  }
}
