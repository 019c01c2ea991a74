package dev.caravan.deadletter;

import dev.caravan.batch.BatchId;
import dev.caravan.batch.Reject;
import dev.caravan.batch.SourcePointer;
import dev.caravan.catalog.Statements;
import java.sql.Array;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A reject as it is sent through its flow again.
 *
 * @param raw as it was delivered, at most {@link Reject#RAW_LIMIT} bytes of it
 * @param edited what somebody has made of it, in UTF-8, or null
 */
record ChosenReject(long ordinal, SourcePointer pointer, RejectStatus status, byte[] raw, byte[] edited) {

  /** Whether more stands in the segment than is kept here. */
  boolean cut() {
    return raw.length >= Reject.RAW_LIMIT;
  }

  /** Those of one batch that there are, by ordinal. */
  static List<ChosenReject> read(Statements statements, long number, Collection<Long> ordinals) throws SQLException {
    return new ArrayList<>(
        statements.list(
            "SELECT r.ordinal, r.source, r.line, r.byte_offset, r.status, r.raw, e.edited FROM rejects r LEFT JOIN reject_edits e"
                + " ON e.number = r.number AND e.ordinal = r.ordinal WHERE r.number = ? AND r.ordinal = ANY (?) ORDER BY r.ordinal",
            row ->
                new ChosenReject(
                    row.getLong("ordinal"),
                    new SourcePointer(row.getString("source"), row.getLong("line"), row.getLong("byte_offset")),
                    RejectStatus.valueOf(row.getString("status")),
                    row.getBytes("raw"),
                    row.getBytes("edited")),
            number, array(statements, ordinals)));
  }

  static Array array(Statements statements, Collection<Long> ordinals) throws SQLException {
    return statements.connection().createArrayOf("BIGINT", ordinals.toArray());
  }

  static String id(BatchId batch, long ordinal) {
    return batch + ":" + ordinal;
  }
}
