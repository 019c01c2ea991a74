package dev.caravan.deadletter;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.catalog.Statements;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much the store of rejects may hold. When it is full, rejects that are decided make room, those of
 * the oldest batch first; an open one never does: then the store takes no more (I5). Thread-safe.
 */
final class RejectSpace {
  private static final Logger LOG = LoggerFactory.getLogger(RejectSpace.class);
  private static final int WARN_PERCENT = 80;
  private static final Duration BETWEEN_WARNINGS = Duration.ofHours(1);

  private final Clock clock;
  private final long maxBytes;
  private final AtomicReference<Instant> warned = new AtomicReference<>(Instant.MIN);

  /** @param maxBytes of raw records */
  RejectSpace(Clock clock, long maxBytes) {
    this.clock = clock;
    this.maxBytes = maxBytes;
  }

  /**
   * Sees that so many bytes more have their place.
   *
   * @return bytes that are held before them
   * @throws CaravanException REJECT_STORE_FULL
   */
  long make(Statements statements, long bytes) throws SQLException {
    long held = held(statements);
    if (held + bytes <= maxBytes) {
      return held;
    }
    for (long number : decided(statements)) {
      held -= RejectRemoval.decided(statements, number, "size", clock.instant()).rawBytes();
      if (held + bytes <= maxBytes) {
        return held;
      }
    }
    throw new CaravanException(
        Problem.of(ErrorCode.REJECT_STORE_FULL, null, "The store of rejects is full: its open rejects leave no room for " + bytes + " bytes more")
            .required("at most " + maxBytes + " bytes (caravan.rejects.max-size)", (held + bytes) + " bytes"));
  }

  /** Says, now and then, that the store is nearly full. */
  void tell(long held) {
    if (held < maxBytes / 100 * WARN_PERCENT) {
      return;
    }
    Instant before = warned.get();
    Instant now = clock.instant();
    if (now.minus(BETWEEN_WARNINGS).isAfter(before) && warned.compareAndSet(before, now)) {
      LOG.warn(
          "The store of rejects holds {} of {} bytes (caravan.rejects.max-size). When it is full, decided rejects are removed; when only open ones are left,"
              + " batches with rejects stop. `caravan rejects list` shows them: replay or drop them, or raise the limit.",
          held, maxBytes);
    }
  }

  private static long held(Statements statements) throws SQLException {
    return statements.first("SELECT COALESCE(SUM(raw_bytes), 0) FROM reject_batches", row -> row.getLong(1)).orElse(0L);
  }

  private static List<Long> decided(Statements statements) throws SQLException {
    return statements.list(
        "SELECT DISTINCT r.number FROM rejects r WHERE " + RejectRemoval.DECIDED + " ORDER BY r.number", row -> row.getLong(1));
  }
}
