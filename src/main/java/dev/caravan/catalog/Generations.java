package dev.caravan.catalog;

import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** What the commit of a batch means for earlier generations of its input. Stateless; each call is part of a transaction. */
final class Generations {
  private Generations() {}

  /** The batches whose rows this one's take the place of. */
  static List<BatchId> replaced(Statements statements, BatchId batch) throws SQLException {
    return statements.list(
        "SELECT replaced FROM batch_replacements WHERE batch = ? ORDER BY replaced", row -> new BatchId(row.getString(1)), batch.value());
  }

  /** Marks what the batch has replaced, and writes down what became of the rejects that it ran again. */
  static void committed(Statements statements, BatchId batch, Counts counts, Instant now) throws SQLException {
    statements.update(
        "UPDATE batches SET replaced_by = ? WHERE batch IN (SELECT replaced FROM batch_replacements WHERE batch = ?)", batch.value(), batch.value());
    String open =
        " FROM rejects r JOIN reject_batches b ON b.number = r.number JOIN batch_replacements p ON p.replaced = b.batch WHERE p.batch = ? AND r.status = 'OPEN'";
    statements.update(
        "INSERT INTO reject_replays (batch, ordinal, number, actor, noted) SELECT p.batch, r.ordinal, r.number, 'reprocess', CAST(? AS TIMESTAMP WITH TIME ZONE)"
            + open,
        now, batch.value());
    statements.update(
        "UPDATE rejects SET status = 'REPLAYED' WHERE status = 'OPEN' AND EXISTS (SELECT 1 FROM reject_replays p WHERE p.batch = ?"
            + " AND p.number = rejects.number AND p.ordinal = rejects.ordinal)",
        batch.value());
    // Which records were filtered or deduplicated nobody has noted; only when none was, all that were not refused landed.
    String accepted = counts.filtered() + counts.deduplicated() == 0 ? "LANDED" : "ACCEPTED";
    statements.update(
        "UPDATE reject_replays SET ended = ?, outcome = CASE WHEN EXISTS (SELECT 1 FROM reject_batches b JOIN rejects r ON r.number = b.number"
            + " WHERE b.batch = reject_replays.batch AND r.ordinal = reject_replays.ordinal) THEN 'REFUSED' ELSE '" + accepted + "' END WHERE batch = ?",
        now, batch.value());
    statements.update(
        "UPDATE rejects SET attempts = attempts + 1 WHERE EXISTS (SELECT 1 FROM reject_replays p WHERE p.batch = ?"
            + " AND p.number = rejects.number AND p.ordinal = rejects.ordinal)",
        batch.value());
  }
}
