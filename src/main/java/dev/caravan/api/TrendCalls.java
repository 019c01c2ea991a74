package dev.caravan.api;

import dev.caravan.catalog.CommittedSums;
import dev.caravan.catalog.CommittedSums.Step;
import dev.caravan.catalog.LedgerDatabase;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How many records were refused as time went by. Thread-safe. */
final class TrendCalls {
  private static final int STEPS = 48;
  private static final int MOST_STEPS = 1000;

  private final CommittedSums sums;
  private final Clock clock;

  TrendCalls(LedgerDatabase ledger, Clock clock) {
    this.sums = new CommittedSums(ledger);
    this.clock = clock;
  }

  /** By the ledger, which forgets no batch: the store of rejects forgets what is old. */
  Answer list(Call call) {
    Step step = call.word("step", Step.class).orElse(Step.HOUR);
    Instant to = call.time("to").orElseGet(clock::instant);
    Instant from = call.time("from").orElseGet(() -> to.minus(step.length().multipliedBy(STEPS)));
    if (from.isBefore(to.minus(step.length().multipliedBy(MOST_STEPS)))) {
      throw Call.refused("from", "at most " + MOST_STEPS + " steps before " + to, from.toString());
    }
    List<Map<String, Object>> items = sums.trend(call.text("flow").orElse(null), from, to, step).stream().map(TrendCalls::document).toList();
    return Answer.ok(Map.of("items", items));
  }

  private static Map<String, Object> document(CommittedSums.Stretch stretch) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("from", Times.text(stretch.from()));
    object.put("batches", stretch.batches());
    object.put("read", stretch.read());
    object.put("landed", stretch.landed());
    object.put("rejected", stretch.rejected());
    return object;
  }
}
