package dev.caravan.catalog;

import dev.caravan.ErrorCode;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** What is told of entries of the ledger, in the transactions that make them. Thread-safe. */
final class LedgerEvents {
  private static final Set<String> VIOLATIONS = Set.of(ErrorCode.CONTRACT_DATASET_RULE.code(), ErrorCode.REJECTS_REFUSED.code());

  private final Outbox outbox;

  LedgerEvents(Outbox outbox) {
    this.outbox = outbox;
  }

  private record Ended(String flow, Ledger.RunState state, String code, String message) {}

  private record Sum(long batches, Counts counts) {}

  void finished(Statements statements, long run) throws SQLException {
    if (!outbox.keeps(EventType.RUN_FINISHED)) {
      return;
    }
    Ended ended =
        statements
            .first(
                "SELECT * FROM runs WHERE run = ?",
                row -> new Ended(row.getString("flow"), Ledger.RunState.valueOf(row.getString("state")), row.getString("problem_code"), row.getString("problem_message")),
                run)
            .orElseThrow();
    Sum sum =
        statements
            .first(
                "SELECT COUNT(*) AS batches, COALESCE(SUM(records_read), 0) AS records_read, COALESCE(SUM(landed), 0) AS landed, COALESCE(SUM(rejected), 0) AS rejected,"
                    + " COALESCE(SUM(deduplicated), 0) AS deduplicated, COALESCE(SUM(filtered), 0) AS filtered FROM batches WHERE run = ? AND state = 'COMMITTED'",
                row -> new Sum(row.getLong("batches"), JdbcLedger.counts(row)),
                run)
            .orElseThrow();
    outbox.put(statements, new Event.RunFinished(ended.flow(), run, ended.state(), sum.batches(), sum.counts(), ended.code(), ended.message()));
  }

  private record Landing(String sink, String target, long rows) {}

  void committed(Statements statements, Ledger.BatchRecord batch, Counts counts) throws SQLException {
    if (!outbox.keeps(EventType.DATASET_LANDED)) {
      return;
    }
    List<Landing> landings =
        statements.list(
            "SELECT * FROM landings WHERE batch = ? ORDER BY sink, target",
            row -> new Landing(row.getString("sink"), row.getString("target"), row.getLong("landed")),
            batch.id().value());
    for (int place = 0; place < landings.size(); place++) {
      Landing landing = landings.get(place);
      outbox.put(
          statements,
          new Event.DatasetLanded(
              batch.flow(), batch.run(), batch.id().value(), batch.generation(), place + 1, landing.sink(), landing.target(), landing.rows(), counts));
    }
  }

  void failed(Statements statements, BatchId id, ErrorCode code, String message) throws SQLException {
    if (VIOLATIONS.contains(code.code())) {
      Ledger.BatchRecord batch = JdbcLedger.known(statements, id).orElseThrow();
      outbox.put(
          statements, new Event.ContractViolated(batch.flow(), batch.run(), id.value(), batch.attempts(), false, code.code(), null, message));
    }
  }
}
