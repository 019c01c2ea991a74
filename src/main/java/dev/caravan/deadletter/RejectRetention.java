package dev.caravan.deadletter;

import dev.caravan.batch.BatchId;
import dev.caravan.batch.Reject;
import dev.caravan.catalog.LedgerDatabase;
import dev.caravan.catalog.Statements;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long rejects are kept, and what they need meanwhile. What is removed is written down in the same
 * transaction, and of open rejects it is said in the log before and when they go. Thread-safe.
 */
public final class RejectRetention {
  private static final Logger LOG = LoggerFactory.getLogger(RejectRetention.class);
  /** Of the time that rejects are kept, this share is left when it is said that they will go. */
  private static final int WARNING_SHARE = 10;

  private final LedgerDatabase database;
  private final Duration time;
  private final Clock clock;

  /** @param time after which a reject goes that was not refused again meanwhile */
  public RejectRetention(LedgerDatabase database, Duration time, Clock clock) {
    this.database = database;
    this.time = time;
    this.clock = clock;
  }

  /** What a segment is needed for by the rejects of its batch. */
  public enum Need {
    NOTHING,
    /** how its records are written: format, dialect, names of columns */
    DESCRIPTION,
    /** the records: one is longer than what is kept of a reject */
    DATA
  }

  /** What the rejects of a batch that are kept need of its segment. */
  public Need need(BatchId batch) {
    return database.read(
        "see what rejects of batch " + batch + " are kept",
        statements -> {
          int need =
              statements
                  .first(
                      "SELECT COALESCE(MAX(CASE WHEN r.status = 'OPEN' AND OCTET_LENGTH(r.raw) >= ? THEN 2 ELSE 1 END), 0)"
                          + " FROM reject_batches b JOIN rejects r ON r.number = b.number WHERE b.batch = ?",
                      row -> row.getInt(1), Reject.RAW_LIMIT, batch.value())
                  .orElse(0);
          return Need.values()[need];
        });
  }

  /** Removes what has been kept long enough, and tells which open rejects are next. */
  public List<RejectRemoval> tidy() {
    Instant now = clock.instant();
    List<RejectRemoval> removals = new ArrayList<>();
    for (long number : withOlder(now.minus(time))) {
      RejectRemoval removal =
          database.write("remove old rejects", statements -> RejectRemoval.older(statements, number, now.minus(time), now));
      if (removal.records() > 0) {
        removals.add(removal);
        tell(removal);
      }
    }
    warn(now);
    return removals;
  }

  private List<Long> withOlder(Instant before) {
    return database.read(
        "look for old rejects",
        statements ->
            statements.list(
                "SELECT DISTINCT r.number FROM rejects r JOIN reject_batches b ON b.number = r.number JOIN batches a ON a.batch = b.batch"
                    + " WHERE a.state = 'COMMITTED' AND r.last_seen < ? ORDER BY r.number",
                row -> row.getLong(1),
                before));
  }

  private static void tell(RejectRemoval removal) {
    if (removal.openRecords() > 0) {
      LOG.warn(
          "Removed {} reject(s) of batch {} of flow {} for their age, {} of them open; `caravan rejects list --removed` keeps the list",
          removal.records(), removal.batch(), removal.flow(), removal.openRecords());
    } else {
      LOG.info("Removed {} decided reject(s) of batch {} of flow {} for their age", removal.records(), removal.batch(), removal.flow());
    }
  }

  private void warn(Instant now) {
    Instant soon = now.minus(time).plus(time.dividedBy(WARNING_SHARE));
    record Waiting(String flow, long records, Instant oldest) {}
    List<Waiting> waiting =
        database.read(
            "look for open rejects that will be removed",
            statements ->
                statements.list(
                    "SELECT b.flow, COUNT(*) AS records, MIN(r.last_seen) AS oldest FROM rejects r JOIN reject_batches b ON b.number = r.number"
                        + " JOIN batches a ON a.batch = b.batch WHERE a.state = 'COMMITTED' AND r.status = 'OPEN' AND r.last_seen < ? GROUP BY b.flow ORDER BY b.flow",
                    row -> new Waiting(row.getString("flow"), row.getLong("records"), Statements.time(row, "oldest")),
                    soon));
    for (Waiting each : waiting) {
      LOG.warn(
          "{} open reject(s) of flow {} will be removed for their age, the first at {}: replay or drop them, or raise caravan.retention.rejects",
          each.records(), each.flow(), each.oldest().plus(time));
    }
  }
}
