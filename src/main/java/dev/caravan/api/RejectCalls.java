package dev.caravan.api;

import dev.caravan.CaravanException;
import dev.caravan.batch.BatchId;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.contract.Contracts;
import dev.caravan.deadletter.RejectDocument;
import dev.caravan.deadletter.RejectFinder;
import dev.caravan.deadletter.RejectId;
import dev.caravan.deadletter.RejectMask;
import dev.caravan.deadletter.RejectQuery;
import dev.caravan.deadletter.RejectStatus;
import dev.caravan.deadletter.RuleCount;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What is asked about rejects. Sensitive values are masked. Thread-safe. */
final class RejectCalls {
  private final JdbcLedger ledger;
  private final RejectFinder finder;
  private final Supplier<Contracts> contracts;

  /** @param contracts as they are now */
  RejectCalls(JdbcLedger ledger, Supplier<Contracts> contracts) {
    this.ledger = ledger;
    this.finder = new RejectFinder(ledger.database());
    this.contracts = contracts;
  }

  Answer list(Call call) {
    int limit = call.limit();
    RejectMask mask = mask();
    RejectQuery query = query(call).status(call.word("status", RejectStatus.class).orElse(null)).limit(limit + 1);
    return Page.of(finder.list(query), limit, reject -> reject.id(), reject -> RejectDocument.of(mask.mask(reject)));
  }

  private static RejectQuery query(Call call) {
    return RejectQuery.ALL
        .flow(call.text("flow").orElse(null))
        .rule(call.text("rule").orElse(null))
        .field(call.text("field").orElse(null))
        .value(call.text("value").orElse(null))
        .batch(call.text("batch").map(BatchId::new).orElse(null))
        .from(call.time("from").orElse(null))
        .to(call.time("to").orElse(null))
        .after(call.text("after").map(after -> id("after", after)).orElse(null));
  }

  private static RejectId id(String parameter, String text) {
    return RejectId.of(text).orElseThrow(() -> Call.refused(parameter, "<batch>:<number>", text));
  }

  Answer counts(Call call) {
    int limit = call.limit();
    RuleCount.Key after = call.after(RuleCount.Key::of).orElse(null);
    return Page.of(finder.counts(call.text("flow").orElse(null), after, limit + 1), limit, count -> count.key().text(), RejectCalls::document);
  }

  private static Map<String, Object> document(RuleCount count) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("flow", count.flow());
    object.put("rule", count.rule());
    object.put("rejects", count.rejects());
    return object;
  }

  Answer show(Call call) {
    RejectMask mask = mask();
    RejectFinder.Shown shown = known(call);
    return Answer.ok(RejectDocument.of(new RejectFinder.Shown(mask.mask(shown.reject()), mask.raw(shown)), finder.outcome(shown.reject())));
  }

  Answer showUnmasked(Call call) {
    RejectFinder.Shown shown = known(call);
    return Answer.ok(RejectDocument.of(shown, finder.outcome(shown.reject())));
  }

  private RejectFinder.Shown known(Call call) {
    return finder.show(id("reject", call.path("reject"))).orElseThrow(RejectCalls::missing);
  }

  private static CaravanException missing() {
    return RunCalls.missing("There is no such reject", "`GET /rejects` lists those there are.");
  }

  private RejectMask mask() {
    return new RejectMask(ledger, contracts.get());
  }
}
