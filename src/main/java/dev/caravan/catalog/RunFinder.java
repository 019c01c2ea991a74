package dev.caravan.catalog;

import dev.caravan.batch.Counts;
import dev.caravan.catalog.Ledger.RunState;
import dev.caravan.catalog.Ledger.RunSummary;
import dev.caravan.catalog.Ledger.Why;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds runs and sums up their committed batches: only those of the runs that are shown, however many others there are. Thread-safe. */
public final class RunFinder {
  private static final String COLUMNS = "r.run, r.flow, r.state, r.started, r.finished, r.problem_code, r.problem_message";

  private final LedgerDatabase database;

  public RunFinder(LedgerDatabase database) {
    this.database = database;
  }

  /** Newest first. */
  public List<RunSummary> list(RunQuery query) {
    List<String> conditions = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    // By the order of the index that serves it: a sort would read all runs of the flow.
    String order = "run DESC";
    if (query.state() != null) {
      conditions.add("state = ?");
      values.add(query.state().name());
      order = "state, run DESC";
    }
    if (query.flow() != null) {
      conditions.add("flow = ?");
      values.add(query.flow());
      order = "flow, run DESC";
    }
    if (query.before() != null) {
      conditions.add("run < ?");
      values.add(query.before());
    }
    String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    values.add(query.limit());
    return summaries("SELECT * FROM runs" + where + " ORDER BY " + order + " LIMIT ?", values.toArray());
  }

  public Optional<RunSummary> run(long run) {
    return summaries("SELECT * FROM runs WHERE run = ?", run).stream().findFirst();
  }

  private List<RunSummary> summaries(String wanted, Object... values) {
    return database.read(
        "read the runs",
        statements ->
            statements.list(
                "SELECT s.*, f.code, f.failure_class, f.rule, f.message, f.attempts, f.next_try FROM ("
                    + "SELECT " + COLUMNS + ", COUNT(b.batch) AS batches, SUM(b.records_read) AS records_read, SUM(b.landed) AS landed,"
                    + " SUM(b.rejected) AS rejected, SUM(b.deduplicated) AS deduplicated, SUM(b.filtered) AS filtered"
                    + " FROM (" + wanted + ") r LEFT JOIN batches b ON b.run = r.run AND b.state = 'COMMITTED' GROUP BY " + COLUMNS
                    + ") s LEFT JOIN failures f ON f.failure = (SELECT MAX(failure) FROM failures WHERE run = s.run) ORDER BY s.run DESC",
                RunFinder::summary,
                values));
  }

  private static RunSummary summary(ResultSet row) throws SQLException {
    Counts counts =
        new Counts(row.getLong("records_read"), row.getLong("landed"), row.getLong("rejected"), row.getLong("deduplicated"), row.getLong("filtered"));
    return new RunSummary(
        row.getLong("run"), row.getString("flow"), RunState.valueOf(row.getString("state")), Statements.time(row, "started"),
        Statements.time(row, "finished"), row.getLong("batches"), counts, row.getString("problem_code"), row.getString("problem_message"), why(row));
  }

  private static Why why(ResultSet row) throws SQLException {
    return row.getString("code") == null
        ? null
        : new Why(row.getString("code"), row.getString("failure_class"), row.getString("rule"), row.getString("message"), row.getInt("attempts"), Statements.time(row, "next_try"));
  }
}
