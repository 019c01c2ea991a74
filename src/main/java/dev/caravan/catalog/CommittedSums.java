package dev.caravan.catalog;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What committed batches come to, by when they were committed: asked every few seconds, by an index alone. Thread-safe. */
public final class CommittedSums {
  private static final String RECENT =
      "SELECT COALESCE(SUM(records_read), 0), COALESCE(SUM(landed), 0), COALESCE(SUM(rejected), 0) FROM batches WHERE flow = ? AND committed >= ?";
  private static final String LAST = "SELECT MAX(committed) AS time FROM batches WHERE flow = ?";
  private static final String TREND =
      "SELECT CAST(FLOOR(EXTRACT(EPOCH FROM b.committed) / %d) AS BIGINT) AS stretch, COUNT(*), SUM(b.records_read), SUM(b.landed), SUM(b.rejected)"
          + " FROM flows f JOIN batches b ON b.flow = f.flow WHERE b.committed >= ? AND b.committed < ?%s GROUP BY stretch ORDER BY stretch";

  private final LedgerDatabase database;

  public CommittedSums(LedgerDatabase database) {
    this.database = database;
  }

  /**
   * What a flow has landed lately.
   *
   * @param last when it last did, however long ago; null for never
   */
  public record Recent(long read, long landed, long rejected, Instant last) {}

  /** Sums of a stretch of time in which batches were committed. */
  public record Stretch(Instant from, long batches, long read, long landed, long rejected) {}

  /** How long stretches are. They begin at full ones, by UTC. */
  public enum Step {
    HOUR(Duration.ofHours(1)),
    DAY(Duration.ofDays(1));

    private final Duration length;

    Step(Duration length) {
      this.length = length;
    }

    public Duration length() {
      return length;
    }
  }

  /** @throws dev.caravan.CaravanException LEDGER_UNAVAILABLE */
  public Map<String, Recent> recent(Collection<String> flows, Instant since) {
    return database.read(
        "sum up what was committed lately",
        statements -> {
          Map<String, Recent> recent = new HashMap<>();
          for (String flow : flows) {
            recent.put(flow, recent(statements, flow, since));
          }
          return recent;
        });
  }

  private static Recent recent(Statements statements, String flow, Instant since) throws SQLException {
    Instant last = statements.list(LAST, row -> new Instant[] {Statements.time(row, "time")}, flow).get(0)[0];
    return statements.list(RECENT, row -> new Recent(row.getLong(1), row.getLong(2), row.getLong(3), last), flow, since).get(0);
  }

  /**
   * Stretches with batches, the earliest first.
   *
   * @param flow null for all
   * @throws dev.caravan.CaravanException LEDGER_UNAVAILABLE
   */
  public List<Stretch> trend(String flow, Instant from, Instant to, Step step) {
    long seconds = step.length().toSeconds();
    String sql = TREND.formatted(seconds, flow == null ? "" : " AND f.flow = ?");
    Object[] values = flow == null ? new Object[] {from, to} : new Object[] {from, to, flow};
    return database.read(
        "sum up what was committed",
        statements ->
            statements.list(
                sql,
                row -> new Stretch(Instant.ofEpochSecond(row.getLong(1) * seconds), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)),
                values));
  }
}
