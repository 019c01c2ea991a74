package dev.caravan.deadletter;

import dev.caravan.batch.BatchId;
import dev.caravan.catalog.LedgerDatabase;
import dev.caravan.catalog.Statements;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The batches that failed as a whole and wait to be taken up again. Thread-safe. */
public final class FailedBatches {
  private final LedgerDatabase database;

  public FailedBatches(LedgerDatabase database) {
    this.database = database;
  }

  /**
   * A batch of which nothing is committed.
   *
   * @param contract known when records of it were refused; else null
   * @param rule code of the failure
   * @param message what was required and what was got
   * @param segment folder of its raw records
   * @param rejects records of it that are kept, for they were refused
   * @param lastSeen when it failed last; null when that was not noted
   */
  public record FailedBatch(
      BatchId batch,
      String flow,
      String source,
      String contract,
      String version,
      String rule,
      String message,
      String segment,
      int attempts,
      long rejects,
      Instant firstSeen,
      Instant lastSeen) {

    /** Where it failed, as its code tells: {@code sink}, {@code contract}, {@code ledger} … */
    public String step() {
      int dot = rule.indexOf('.');
      return dot < 0 ? rule : rule.substring(0, dot);
    }
  }

  /** Those of a flow and batch and failed within a time, oldest first; null means any. */
  public List<FailedBatch> list(String flow, BatchId batch, Instant since, Instant until) {
    return database.read(
        "list failed batches",
        statements ->
            statements
                .list(
                    "SELECT a.*, b.contract, b.contract_version, (SELECT COUNT(*) FROM rejects r WHERE r.number = b.number) AS rejects"
                        + " FROM batches a LEFT JOIN reject_batches b ON b.batch = a.batch WHERE a.state = 'FAILED' ORDER BY a.opened, a.batch",
                    row ->
                        new FailedBatch(
                            new BatchId(row.getString("batch")),
                            row.getString("flow"),
                            row.getString("source"),
                            row.getString("contract"),
                            row.getString("contract_version"),
                            Optional.ofNullable(row.getString("problem_code")).orElse(""),
                            row.getString("problem_message"),
                            row.getString("segment"),
                            row.getInt("attempts"),
                            row.getLong("rejects"),
                            Statements.time(row, "opened"),
                            Statements.time(row, "last_failed")))
                .stream()
                .filter(failed -> flow == null || failed.flow().equals(flow))
                .filter(failed -> batch == null || failed.batch().equals(batch))
                .filter(failed -> since == null || failed.lastSeen() != null && !failed.lastSeen().isBefore(since))
                .filter(failed -> until == null || failed.lastSeen() != null && failed.lastSeen().isBefore(until))
                .toList());
  }
}
