package dev.caravan.api;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Ledger.BatchRecord;
import dev.caravan.catalog.Ledger.RunState;
import dev.caravan.catalog.Ledger.RunSummary;
import dev.caravan.catalog.RunFinder;
import dev.caravan.catalog.RunQuery;

/** What is asked about runs and batches: the ledger. Thread-safe. */
final class RunCalls {
  private final JdbcLedger ledger;
  private final RunFinder finder;

  RunCalls(JdbcLedger ledger) {
    this.ledger = ledger;
    this.finder = new RunFinder(ledger.database());
  }

  Answer list(Call call) {
    int limit = call.limit();
    RunQuery query = new RunQuery(call.text("flow").orElse(null), call.word("state", RunState.class).orElse(null), call.number("after").orElse(null), limit + 1);
    return Page.of(finder.list(query), limit, run -> Long.toString(run.run()), RunDocument::of);
  }

  Answer show(Call call) {
    return Answer.ok(RunDocument.of(known(call)));
  }

  Answer batches(Call call) {
    int limit = call.limit();
    return Page.of(
        ledger.batches(known(call).run(), call.text("after").map(BatchId::new).orElse(null), limit + 1), limit, batch -> batch.id().value(), RunDocument::of);
  }

  Answer batch(Call call) {
    BatchRecord batch = ledger.batch(new BatchId(call.path("batch"))).orElseThrow(() -> missing("There is no such batch", "`GET /runs/{run}/batches` lists those of a run."));
    return Answer.ok(RunDocument.of(batch, ledger.landings(batch.id())));
  }

  private RunSummary known(Call call) {
    return call.number("run").flatMap(finder::run).orElseThrow(() -> missing("There is no such run", "`GET /runs` lists those there are."));
  }

  static CaravanException missing(String message, String next) {
    return new CaravanException(Problem.of(ErrorCode.API_MISSING, null, message).next(next));
  }
}
