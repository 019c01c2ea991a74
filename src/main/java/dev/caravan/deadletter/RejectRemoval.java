package dev.caravan.deadletter;

import dev.caravan.catalog.Statements;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Rejects of one batch that were removed for good. The ledger keeps this of them.
 *
 * @param reason age or size
 * @param openRecords those among them that nobody had decided about
 * @param firstSeen of the oldest
 * @param lastSeen of the newest
 */
public record RejectRemoval(
    Instant noted, String batch, String flow, String reason, long records, long openRecords, long rawBytes, Instant firstSeen, Instant lastSeen) {

  /** Condition of rejects that need not be kept: dropped, or replayed in a batch that is committed. */
  static final String DECIDED =
      "(r.status = 'DROPPED' OR r.status = 'REPLAYED' AND EXISTS (SELECT 1 FROM reject_replays p JOIN batches a ON a.batch = p.batch"
          + " WHERE p.number = r.number AND p.ordinal = r.ordinal AND a.state = 'COMMITTED'))";

  private record Sums(long records, long open, long bytes, Instant first, Instant last) {}

  /** Removes what is decided of a batch. */
  static RejectRemoval decided(Statements statements, long number, String reason, Instant now) throws SQLException {
    return remove(statements, number, reason, now, DECIDED, List.of());
  }

  /** Removes what of a batch was last seen before a moment, decided or not; the batch must be committed. */
  static RejectRemoval older(Statements statements, long number, Instant before, Instant now) throws SQLException {
    return remove(statements, number, "age", now, "r.last_seen < ? AND (r.status = 'OPEN' OR " + DECIDED + ")", List.of(before));
  }

  private static RejectRemoval remove(Statements statements, long number, String reason, Instant now, String condition, List<Object> values)
      throws SQLException {
    Object[] bound = bound(values, number);
    String chosen = " FROM rejects r WHERE " + condition + " AND r.number = ?";
    Sums sums =
        statements
            .first(
                "SELECT COUNT(*) AS records, COALESCE(SUM(CASE r.status WHEN 'OPEN' THEN 1 ELSE 0 END), 0) AS open_records,"
                    + " COALESCE(SUM(OCTET_LENGTH(r.raw)), 0) AS raw_bytes, MIN(r.first_seen) AS first_seen, MAX(r.last_seen) AS last_seen" + chosen,
                row ->
                    new Sums(
                        row.getLong("records"), row.getLong("open_records"), row.getLong("raw_bytes"), Statements.time(row, "first_seen"),
                        Statements.time(row, "last_seen")),
                bound)
            .orElseThrow();
    String[] batch =
        statements
            .first("SELECT batch, flow FROM reject_batches WHERE number = ?", row -> new String[] {row.getString(1), row.getString(2)}, number)
            .orElseThrow();
    RejectRemoval removal =
        new RejectRemoval(now, batch[0], batch[1], reason, sums.records(), sums.open(), sums.bytes(), sums.first(), sums.last());
    if (sums.records() == 0) {
      return removal;
    }
    statements.update("DELETE FROM reject_further_failures WHERE number = ? AND ordinal IN (SELECT r.ordinal" + chosen + ")", before(number, bound));
    // What was replayed in its mended form has to be mended again when history is run again.
    statements.update(
        "DELETE FROM reject_edits WHERE number = ? AND NOT EXISTS (SELECT 1 FROM reject_replays p WHERE p.number = reject_edits.number"
            + " AND p.ordinal = reject_edits.ordinal) AND ordinal IN (SELECT r.ordinal" + chosen + ")",
        before(number, bound));
    statements.update("DELETE FROM rejects WHERE number = ? AND ordinal IN (SELECT r.ordinal" + chosen + ")", before(number, bound));
    statements.update("UPDATE reject_batches SET raw_bytes = raw_bytes - ? WHERE number = ?", sums.bytes(), number);
    statements.update(
        "INSERT INTO reject_removals (noted, batch, flow, reason, records, open_records, raw_bytes, first_seen, last_seen)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        now, removal.batch(), removal.flow(), reason, sums.records(), sums.open(), sums.bytes(), sums.first(), sums.last());
    return removal;
  }

  private static Object[] bound(List<Object> values, long number) {
    List<Object> bound = new ArrayList<>(values);
    bound.add(number);
    return bound.toArray();
  }

  private static Object[] before(long number, Object[] bound) {
    Object[] all = new Object[bound.length + 1];
    all[0] = number;
    System.arraycopy(bound, 0, all, 1, bound.length);
    return all;
  }
}
