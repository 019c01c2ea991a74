package dev.caravan.deadletter;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Reject;
import dev.caravan.batch.Reject.Failure;
import dev.caravan.batch.RejectStore;
import dev.caravan.catalog.LedgerDatabase;
import dev.caravan.catalog.Statements;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps rejects in the ledger's database (I5). Thread-safe.
 *
 * <p>The store itself takes the flow from the ledger and knows no contract; {@link #forBatch} makes one
 * that does.
 */
public final class JdbcRejectStore implements RejectStore {
  private static final String INSERT_REJECTS =
      "INSERT INTO rejects (number, ordinal, source, line, byte_offset, raw, status, attempts, first_seen, last_seen, step,"
          + " first_field, first_rule, first_required, first_got)";
  private static final String INSERT_FURTHER_FAILURES =
      "INSERT INTO reject_further_failures (number, ordinal, place, field, rule, required, got)";

  private final LedgerDatabase database;
  private final Clock clock;
  private final RejectSpace space;

  /** A store without limit. */
  public JdbcRejectStore(LedgerDatabase database, Clock clock) {
    this(database, clock, Long.MAX_VALUE);
  }

  /** @param maxBytes of raw records that are kept at most */
  public JdbcRejectStore(LedgerDatabase database, Clock clock, long maxBytes) {
    this.database = database;
    this.clock = clock;
    this.space = new RejectSpace(clock, maxBytes);
  }

  /** The same store, told what batches it is used for. Contract and version may be null. */
  @Override
  public RejectStore forBatch(String flow, String contract, String version) {
    Objects.requireNonNull(flow, "flow is null");
    return new RejectStore() {
      @Override
      public void keep(BatchId batch, List<Reject> rejects) {
        JdbcRejectStore.this.keep(batch, rejects, new Origin(flow, contract, version));
      }

      @Override
      public void clear(BatchId batch) {
        JdbcRejectStore.this.clear(batch);
      }
    };
  }

  private record Origin(String flow, String contract, String version) {}

  private record Seen(int attempts, Instant first) {}

  @Override
  public void keep(BatchId batch, List<Reject> rejects) {
    keep(batch, rejects, null);
  }

  private void keep(BatchId batch, List<Reject> rejects, Origin origin) {
    if (rejects.isEmpty()) {
      return;
    }
    long bytes = rejects.stream().mapToLong(reject -> reject.raw().length).sum();
    long kept =
        database.write(
            ErrorCode.REJECT_STORE,
            "keep rejects of batch " + batch,
            statements -> {
              long number = number(statements, batch, origin);
              Map<Long, Seen> seen = seenBefore(statements, batch, rejects);
              seen.putAll(take(statements, number, rejects));
              long held = space.make(statements, bytes);
              insert(statements, number, rejects, seen);
              statements.update("UPDATE reject_batches SET raw_bytes = raw_bytes + ? WHERE number = ?", bytes, number);
              return held + bytes;
            });
    space.tell(kept);
  }

  private static long number(Statements statements, BatchId batch, Origin origin) throws SQLException {
    Optional<Long> known = known(statements, batch);
    if (known.isPresent()) {
      if (origin != null) {
        statements.update(
            "UPDATE reject_batches SET flow = ?, contract = ?, contract_version = ? WHERE number = ?",
            origin.flow(), origin.contract(), origin.version(), known.get());
      }
      return known.get();
    }
    Origin from = origin == null ? new Origin(flow(statements, batch), null, null) : origin;
    return statements.insert(
        "INSERT INTO reject_batches (batch, flow, contract, contract_version) VALUES (?, ?, ?, ?)",
        "number", batch.value(), from.flow(), from.contract(), from.version());
  }

  private static Optional<Long> known(Statements statements, BatchId batch) throws SQLException {
    return statements.first("SELECT number FROM reject_batches WHERE batch = ? FOR UPDATE", row -> row.getLong(1), batch.value());
  }

  private static String flow(Statements statements, BatchId batch) throws SQLException {
    return statements
        .first("SELECT flow FROM batches WHERE batch = ?", row -> row.getString(1), batch.value())
        .orElseThrow(
            () ->
                new CaravanException(
                    Problem.of(ErrorCode.REJECT_STORE, null, "Batch " + batch + " is not in the ledger")
                        .next("Open the batch before its rejects are kept.")));
  }

  /** What is known of the same records from the batches they were rejected in before, if this one replays or replaces them. */
  private static Map<Long, Seen> seenBefore(Statements statements, BatchId batch, List<Reject> rejects) throws SQLException {
    Map<Long, Seen> before = new HashMap<>();
    statements.list(
        "SELECT r.ordinal, r.attempts, r.first_seen FROM reject_replays p JOIN rejects r ON r.number = p.number AND r.ordinal = p.ordinal"
            + " WHERE p.batch = ? AND p.ordinal BETWEEN ? AND ?",
        row -> before.put(row.getLong("ordinal"), new Seen(row.getInt("attempts"), Statements.time(row, "first_seen"))),
        batch.value(), first(rejects), last(rejects));
    statements.list(
        "SELECT r.ordinal, MAX(r.attempts) AS attempts, MIN(r.first_seen) AS first_seen FROM batch_replacements p"
            + " JOIN reject_batches b ON b.batch = p.replaced JOIN rejects r ON r.number = b.number"
            + " WHERE p.batch = ? AND r.ordinal BETWEEN ? AND ? GROUP BY r.ordinal",
        row -> before.put(row.getLong("ordinal"), new Seen(row.getInt("attempts"), Statements.time(row, "first_seen"))),
        batch.value(), first(rejects), last(rejects));
    return before;
  }

  private static long first(List<Reject> rejects) {
    return rejects.stream().mapToLong(Reject::ordinal).min().orElseThrow();
  }

  private static long last(List<Reject> rejects) {
    return rejects.stream().mapToLong(Reject::ordinal).max().orElseThrow();
  }

  /** Takes away what is kept of the same records, to be written anew. */
  private static Map<Long, Seen> take(Statements statements, long number, List<Reject> rejects) throws SQLException {
    Map<Long, Seen> kept = new HashMap<>();
    statements.list(
        "SELECT ordinal, attempts, first_seen FROM rejects WHERE number = ? AND ordinal BETWEEN ? AND ?",
        row -> kept.put(row.getLong("ordinal"), new Seen(row.getInt("attempts"), Statements.time(row, "first_seen"))),
        number, first(rejects), last(rejects));
    if (kept.isEmpty()) {
      return kept;
    }
    for (Reject reject : rejects) {
      if (kept.containsKey(reject.ordinal())) {
        statements.update("DELETE FROM reject_further_failures WHERE number = ? AND ordinal = ?", number, reject.ordinal());
        statements.update("DELETE FROM rejects WHERE number = ? AND ordinal = ?", number, reject.ordinal());
      }
    }
    statements.update(
        "UPDATE reject_batches SET raw_bytes = (SELECT COALESCE(SUM(OCTET_LENGTH(raw)), 0) FROM rejects WHERE number = ?) WHERE number = ?", number, number);
    return kept;
  }

  private void insert(Statements statements, long number, List<Reject> rejects, Map<Long, Seen> seen) throws SQLException {
    Instant now = clock.instant();
    List<Object[]> rows = new ArrayList<>(rejects.size());
    List<Object[]> further = new ArrayList<>();
    for (Reject reject : rejects) {
      rows.add(row(number, reject, seen.get(reject.ordinal()), now));
      for (int place = 1; place < reject.failures().size(); place++) {
        Failure failure = reject.failures().get(place);
        further.add(new Object[] {number, reject.ordinal(), place, failure.field(), failure.rule(), failure.required(), failure.got()});
      }
    }
    statements.insertAll(INSERT_REJECTS, rows);
    statements.insertAll(INSERT_FURTHER_FAILURES, further);
  }

  private static Object[] row(long number, Reject reject, Seen seen, Instant now) {
    Failure first = reject.failures().isEmpty() ? new Failure(null, null, null, null) : reject.failures().get(0);
    return new Object[] {
      number, reject.ordinal(), reject.pointer().source(), reject.pointer().line(), reject.pointer().offset(), reject.raw(), "OPEN",
      seen == null ? 1 : seen.attempts() + 1, seen == null ? now : seen.first(), now, reject.step(),
      first.field(), first.rule(), first.required(), first.got()
    };
  }

  /**
   * {@inheritDoc}
   *
   * @throws CaravanException REJECT_STORE when the batch is committed: its rejects are part of its
   *     balance (I1)
   */
  @Override
  public void clear(BatchId batch) {
    database.write(
        ErrorCode.REJECT_STORE,
        "clear the rejects of batch " + batch,
        statements -> {
          Optional<String> state =
              statements.first("SELECT state FROM batches WHERE batch = ? FOR UPDATE", row -> row.getString(1), batch.value());
          if (state.isPresent() && state.get().equals("COMMITTED")) {
            throw new CaravanException(
                Problem.of(ErrorCode.REJECT_STORE, null, "Batch " + batch + " is committed, so its rejects stay")
                    .next("Land the records again as a new generation."));
          }
          Optional<Long> number = known(statements, batch);
          if (number.isPresent()) {
            statements.update("DELETE FROM reject_further_failures WHERE number = ?", number.get());
            statements.update("DELETE FROM rejects WHERE number = ?", number.get());
            statements.update("UPDATE reject_batches SET raw_bytes = 0 WHERE number = ?", number.get());
          }
          return null;
        });
  }
}
