package dev.caravan.catalog;

import dev.caravan.batch.BatchId;
import dev.caravan.catalog.Ledger.BatchState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What the ledger says of batches that landed in lakes, read page by page. Thread-safe. */
final class LandingPages {
  private static final String COLUMNS = "b.batch, b.flow, b.state, b.landed, b.replaced_by, l.batch AS noted";

  private final LedgerDatabase database;
  private final int page;

  LandingPages(LedgerDatabase database, int page) {
    this.database = database;
    this.page = page;
  }

  /**
   * A batch as the ledger knows it.
   *
   * @param replaced whether a later generation took its place
   * @param noted whether the ledger knows that it landed in the target that was asked about
   */
  record Landed(BatchId batch, String flow, BatchState state, long landed, boolean replaced, boolean noted) {
    /** Whether readers should see its rows. */
    boolean counts() {
      return state == BatchState.COMMITTED && !replaced;
    }
  }

  int page() {
    return page;
  }

  /** Every target of a lake that something landed in. */
  List<String> targets() {
    return database.read("read where batches landed", statements ->
        statements.list("SELECT DISTINCT target FROM landings WHERE sink = ?", row -> row.getString(1), Reconciliation.SINK));
  }

  /** What is known of batches, and of their landing in a target. @param batches at most a page */
  Map<BatchId, Landed> known(String target, Collection<BatchId> batches) {
    List<Object> values = new ArrayList<>(List.of(Reconciliation.SINK, target));
    batches.forEach(batch -> values.add(batch.value()));
    Map<BatchId, Landed> known = new HashMap<>();
    rows("SELECT " + COLUMNS + " FROM batches b LEFT JOIN landings l ON l.batch = b.batch AND l.sink = ? AND l.target = ?"
        + " WHERE b.batch IN (?" + ", ?".repeat(batches.size() - 1) + ")", values).forEach(landed -> known.put(landed.batch(), landed));
    return known;
  }

  /** Every batch that the ledger says has landed in a target, by id. */
  void each(String target, Consumer<Landed> landing) {
    String last = "";
    List<Landed> some;
    do {
      some = rows("SELECT " + COLUMNS + " FROM landings l JOIN batches b ON b.batch = l.batch WHERE l.sink = ? AND l.target = ? AND l.batch > ? ORDER BY l.batch LIMIT " + page,
          List.of(Reconciliation.SINK, target, last));
      some.forEach(landing);
      last = some.isEmpty() ? last : some.get(some.size() - 1).batch().value();
    } while (some.size() == page);
  }

  private List<Landed> rows(String sql, List<Object> values) {
    return database.read("read batches that landed", statements -> statements.list(sql, LandingPages::landed, values.toArray()));
  }

  private static Landed landed(ResultSet row) throws SQLException {
    return new Landed(
        new BatchId(row.getString("batch")), row.getString("flow"), BatchState.valueOf(row.getString("state")), row.getLong("landed"),
        row.getString("replaced_by") != null, row.getString("noted") != null);
  }
}
