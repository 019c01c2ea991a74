package dev.caravan.deadletter;

import dev.caravan.batch.BatchId;
import dev.caravan.batch.Reject.Failure;
import dev.caravan.batch.SourcePointer;
import dev.caravan.catalog.Ledger.BatchState;
import dev.caravan.catalog.LedgerDatabase;
import dev.caravan.catalog.Statements;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Finds rejects that were kept. Thread-safe. */
public final class RejectFinder {
  private static final String REJECT =
      "SELECT r.number, r.ordinal, r.source, r.line, r.byte_offset, r.status, r.step, r.attempts, r.first_seen, r.last_seen,"
          + " b.batch, b.flow, b.contract, b.contract_version FROM rejects r JOIN reject_batches b ON b.number = r.number";
  private final LedgerDatabase database;

  public RejectFinder(LedgerDatabase database) {
    this.database = database;
  }

  /** A reject with the bytes it came as. */
  public record Shown(KeptReject reject, byte[] raw) {}

  private record Key(long number, long ordinal) {}

  private record Found(Key key, KeptReject reject) {}

  private record Counted(String flow, String field, String rule, String required, long rejects) {}

  /** Those that match, batches in the order they first had rejects, records in source order. */
  public List<KeptReject> list(RejectQuery query) {
    return database.read(
        "list rejects",
        statements -> {
          List<Object> values = new ArrayList<>();
          String where = where(query, values);
          values.add(query.limit());
          values.add(query.offset());
          List<Found> found =
              statements.list(REJECT + where + " ORDER BY r.number, r.ordinal LIMIT ? OFFSET ?", RejectFinder::found, values.toArray());
          return withFailures(statements, found);
        });
  }

  /** How many match, limit and offset apart. */
  public long count(RejectQuery query) {
    return database.read(
        "count rejects",
        statements -> {
          List<Object> values = new ArrayList<>();
          String where = where(query, values);
          return statements
              .first(
                  "SELECT COUNT(*) FROM rejects r JOIN reject_batches b ON b.number = r.number" + where,
                  row -> row.getLong(1),
                  values.toArray())
              .orElseThrow();
        });
  }

  /** @param id {@code <batch>:<ordinal>} */
  public Optional<Shown> show(String id) {
    return RejectId.of(id).flatMap(this::show);
  }

  public Optional<Shown> show(RejectId id) {
    return database.read(
        "show reject " + id,
        statements -> {
          List<Found> found =
              statements.list(REJECT + " WHERE b.batch = ? AND r.ordinal = ?", RejectFinder::found, id.batch().value(), id.ordinal());
          if (found.isEmpty()) {
            return Optional.empty();
          }
          byte[] raw =
              statements
                  .first("SELECT raw FROM rejects WHERE number = ? AND ordinal = ?", row -> row.getBytes(1), found.get(0).key().number(), id.ordinal())
                  .orElseThrow();
          return Optional.of(new Shown(withFailures(statements, found).get(0), raw));
        });
  }

  /** All that match and are open, limit and offset apart. */
  public Choice choose(RejectQuery query) {
    return database.read(
        "choose rejects",
        statements -> {
          List<Object> values = new ArrayList<>();
          String where = where(query.status(RejectStatus.OPEN), values);
          Choice.Builder choice = new Choice.Builder();
          statements.list(
              "SELECT b.batch, r.ordinal FROM rejects r JOIN reject_batches b ON b.number = r.number" + where,
              row -> {
                choice.add(row.getString(1), row.getLong(2));
                return null;
              },
              values.toArray());
          return choice.build();
        });
  }

  /**
   * What came of a reject's replay.
   *
   * @param replay batch it went through its flow in
   * @param state of that batch; the other parts are known once it is COMMITTED
   * @param refusedAgain whether it was rejected there too, under the same number
   * @param landed whether it is certain that it landed: nothing of that batch was filtered or deduplicated
   * @param actor who asked for it
   * @param ended when that was, or null
   */
  public record Outcome(BatchId replay, BatchState state, boolean refusedAgain, boolean landed, String actor, Instant ended) {}

  /** Empty when the reject was never replayed. */
  public Optional<Outcome> outcome(KeptReject reject) {
    return database.read(
        "read what came of reject " + reject.id(),
        statements ->
            statements.first(
                "SELECT p.batch, p.outcome, p.actor, p.ended, a.state FROM reject_batches b JOIN reject_replays p ON p.number = b.number JOIN batches a ON a.batch = p.batch"
                    + " WHERE b.batch = ? AND p.ordinal = ?",
                row ->
                    new Outcome(
                        new BatchId(row.getString("batch")), BatchState.valueOf(row.getString("state")), "REFUSED".equals(row.getString("outcome")),
                        "LANDED".equals(row.getString("outcome")), row.getString("actor"), Statements.time(row, "ended")),
                reject.batch().value(), reject.ordinal()));
  }

  /** The commonest reasons of all rejects, whatever became of them, most first, each with its first reject as example. */
  public List<Reason> commonest(int reasons) {
    return database.read(
        "find the commonest reasons",
        statements -> {
          List<Counted> counted =
              statements.list(
                  "SELECT b.flow, f.field, f.rule, f.required, SUM(f.failures) AS rejects FROM ("
                      + "SELECT number, field, rule, required, COUNT(*) AS failures FROM reject_failures GROUP BY number, field, rule, required"
                      + ") f JOIN reject_batches b ON b.number = f.number GROUP BY b.flow, f.field, f.rule, f.required"
                      + " ORDER BY rejects DESC, b.flow, f.rule, f.field, f.required LIMIT ?",
                  row ->
                      new Counted(
                          row.getString("flow"), row.getString("field"), row.getString("rule"), row.getString("required"), row.getLong("rejects")),
                  reasons);
          List<Reason> commonest = new ArrayList<>();
          for (Counted each : counted) {
            commonest.add(withExample(statements, each));
          }
          return commonest;
        });
  }

  private static Reason withExample(Statements statements, Counted reason) throws SQLException {
    Key key =
        statements
            .first(
                "SELECT f.number, f.ordinal FROM reject_failures f"
                    + " WHERE f.number IN (SELECT number FROM reject_batches WHERE flow = ?) AND f.rule = ?"
                    + " AND f.field IS NOT DISTINCT FROM CAST(? AS VARCHAR) AND f.required IS NOT DISTINCT FROM CAST(? AS VARCHAR)"
                    + " ORDER BY f.number, f.ordinal LIMIT 1",
                row -> new Key(row.getLong(1), row.getLong(2)),
                reason.flow(), reason.rule(), reason.field(), reason.required())
            .orElseThrow();
    List<Found> found = statements.list(REJECT + " WHERE r.number = ? AND r.ordinal = ?", RejectFinder::found, key.number(), key.ordinal());
    KeptReject example = withFailures(statements, found).get(0);
    String got = example.failures().stream().filter(failure -> is(failure, reason)).findFirst().map(Failure::got).orElse(null);
    return new Reason(reason.flow(), reason.field(), reason.rule(), reason.required(), reason.rejects(), example, got);
  }

  private static boolean is(Failure failure, Counted reason) {
    return failure.rule().equals(reason.rule())
        && Objects.equals(failure.field(), reason.field())
        && Objects.equals(failure.required(), reason.required());
  }

  /** What was removed of the store of rejects, newest first. */
  public List<RejectRemoval> removals(String flow, int limit) {
    return database.read(
        "list removed rejects",
        statements ->
            statements.list(
                "SELECT * FROM reject_removals WHERE flow = COALESCE(CAST(? AS VARCHAR), flow) ORDER BY removal_number DESC LIMIT ?",
                row ->
                    new RejectRemoval(
                        Statements.time(row, "noted"), row.getString("batch"), row.getString("flow"), row.getString("reason"), row.getLong("records"),
                        row.getLong("open_records"), row.getLong("raw_bytes"), Statements.time(row, "first_seen"), Statements.time(row, "last_seen")),
                flow, limit));
  }

  /**
   * Rejects by flow and rule.
   *
   * @param flow only of this one; null for all
   * @param after the last one of the page before; null for the first page
   */
  public List<RuleCount> counts(String flow, RuleCount.Key after, int limit) {
    List<String> conditions = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    when(flow, "b.flow = ?", conditions, values);
    if (after != null) {
      conditions.add("b.flow >= ? AND (b.flow > ? OR f.rule > ?)");
      values.addAll(List.of(after.flow(), after.flow(), after.rule()));
    }
    values.add(limit);
    return database.read(
        "count rejects by rule",
        statements ->
            statements.list(
                "SELECT b.flow, f.rule, SUM(f.rejects) AS rejects FROM (SELECT number, rule, COUNT(*) AS rejects FROM reject_failures once"
                    + " WHERE place = 0 OR NOT EXISTS (SELECT 1 FROM reject_failures earlier WHERE earlier.number = once.number"
                    + " AND earlier.ordinal = once.ordinal AND earlier.place < once.place AND earlier.rule = once.rule)"
                    + " GROUP BY number, rule) f JOIN reject_batches b ON b.number = f.number"
                    + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
                    + " GROUP BY b.flow, f.rule ORDER BY b.flow, f.rule LIMIT ?",
                row -> new RuleCount(row.getString("flow"), row.getString("rule"), row.getLong("rejects")),
                values.toArray()));
  }

  private static String where(RejectQuery query, List<Object> values) {
    List<String> conditions = new ArrayList<>();
    when(query.flow(), "b.flow = ?", conditions, values);
    when(query.batch() == null ? null : query.batch().value(), "b.batch = ?", conditions, values);
    when(query.status() == null ? null : query.status().name(), "r.status = ?", conditions, values);
    when(query.from(), "r.last_seen >= ?", conditions, values);
    when(query.to(), "r.last_seen < ?", conditions, values);
    if (query.after() != null) {
      // The first condition alone is one that an index can begin at.
      String number = "(SELECT number FROM reject_batches WHERE batch = ?)";
      conditions.add("r.number >= " + number + " AND (r.number > " + number + " OR r.ordinal > ?)");
      values.addAll(List.of(query.after().batch().value(), query.after().batch().value(), query.after().ordinal()));
    }
    List<String> failures = new ArrayList<>();
    when(query.rule(), "f.rule = ?", failures, values);
    when(query.field(), "f.field = ?", failures, values);
    when(query.value(), "f.got = ?", failures, values);
    if (!failures.isEmpty()) {
      conditions.add(
          "EXISTS (SELECT 1 FROM reject_failures f WHERE f.number = r.number AND f.ordinal = r.ordinal AND "
              + String.join(" AND ", failures) + ")");
    }
    return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
  }

  private static void when(Object value, String condition, List<String> conditions, List<Object> values) {
    if (value != null) {
      conditions.add(condition);
      values.add(value);
    }
  }

  private static Found found(ResultSet row) throws SQLException {
    return new Found(
        new Key(row.getLong("number"), row.getLong("ordinal")),
        new KeptReject(
            new BatchId(row.getString("batch")),
            row.getLong("ordinal"),
            row.getString("flow"),
            new SourcePointer(row.getString("source"), row.getLong("line"), row.getLong("byte_offset")),
            row.getString("contract"),
            row.getString("contract_version"),
            row.getString("step"),
            row.getInt("attempts"),
            Statements.time(row, "first_seen"),
            Statements.time(row, "last_seen"),
            RejectStatus.valueOf(row.getString("status")),
            List.of()));
  }

  private static List<KeptReject> withFailures(Statements statements, List<Found> found) throws SQLException {
    Map<Key, List<Failure>> failures = new HashMap<>();
    for (Found each : found) {
      failures.put(
          each.key(),
          statements.list(
              "SELECT field, rule, required, got FROM reject_failures WHERE number = ? AND ordinal = ? ORDER BY place",
              row -> new Failure(row.getString(1), row.getString(2), row.getString(3), row.getString(4)),
              each.key().number(), each.key().ordinal()));
    }
    return found.stream().map(each -> with(each.reject(), failures.get(each.key()))).toList();
  }

  private static KeptReject with(KeptReject reject, List<Failure> failures) {
    return new KeptReject(
        reject.batch(), reject.ordinal(), reject.flow(), reject.pointer(), reject.contract(), reject.version(),
        reject.step(), reject.attempts(), reject.firstSeen(), reject.lastSeen(), reject.status(), failures);
  }
}
