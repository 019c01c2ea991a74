package dev.caravan.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import dev.caravan.failure.Failure;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The ledger in H2 or PostgreSQL. Made by {@link Ledgers}. */
public final class JdbcLedger implements Ledger {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BATCH = "SELECT * FROM batches WHERE batch = ?";
  /** State by state, which the index finds: what is not committed it would look for among all that ever was. */
  static final String UNFINISHED =
      "SELECT * FROM (SELECT * FROM batches WHERE flow = ? AND state = 'OPEN' UNION ALL SELECT * FROM batches WHERE flow = ? AND state = 'FAILED') unfinished"
          + " WHERE COALESCE(only_for, '') IN ('', ?) ORDER BY opened, batch";

  private final LedgerDatabase database;
  private final Clock clock;
  private final Leases leases;
  private final Heartbeat heartbeat;
  private final ProcessOwner owner;
  private final Milestones milestones;
  private final Outbox outbox;
  private final LedgerEvents events;
  private volatile String work = "";
  /** Owner by lease, of those that were taken through this ledger. */
  private final Map<String, String> taken = new ConcurrentHashMap<>();

  JdbcLedger(LedgerDatabase database, Clock clock, ProcessOwner owner, Milestones milestones) {
    this.database = database;
    this.clock = clock;
    this.owner = owner;
    this.milestones = milestones;
    this.leases = new Leases(database, clock);
    this.heartbeat = new Heartbeat(leases, owner);
    this.outbox = new Outbox(database, clock);
    this.events = new LedgerEvents(outbox);
  }

  /** For what else lives in this database, such as the rejects. Closed with the ledger. */
  public LedgerDatabase database() {
    return database;
  }

  /** What others are to be told of. */
  public Outbox outbox() {
    return outbox;
  }

  /** How calls to outside systems are divided among the processes that share this ledger. */
  public CallPermits callPermits() {
    return new CallPermits(database, clock);
  }

  /** What people asked for that takes its time. */
  public Tasks tasks() {
    return new Tasks(database, clock, owner, heartbeat::start, this::dead);
  }

  /** Flows that people have stopped. */
  public StoppedFlows stoppedFlows() {
    return new StoppedFlows(database, clock);
  }

  /** {@inheritDoc} The run belongs to this process, which shows that it lives by a lease of its own. */
  @Override
  public long startRun(String flow) {
    heartbeat.start();
    return database.write(
        "start a run of " + flow,
        statements -> {
          Instant now = clock.instant();
          if (statements.first("SELECT flow FROM flows WHERE flow = ?", row -> row.getString(1), flow).isEmpty()) {
            statements.update("INSERT INTO flows (flow, first_seen) VALUES (?, ?)", flow, now);
          }
          return statements.insert(
              "INSERT INTO runs (flow, owner, state, started) VALUES (?, ?, 'RUNNING', ?)", "run", flow, owner.name(), now);
        });
  }

  @Override
  public void finishRun(long run, RunState state, ErrorCode code, String message) {
    if (state == RunState.RUNNING) {
      throw new IllegalArgumentException("a run cannot end as RUNNING");
    }
    database.write(
        "finish run " + run,
        statements -> {
          int ended =
              statements.update(
                  "UPDATE runs SET state = ?, finished = ?, problem_code = ?, problem_message = ? WHERE run = ? AND state = 'RUNNING'",
                  state.name(), clock.instant(), code == null ? null : code.code(), message, run);
          if (ended == 1) {
            events.finished(statements, run);
          }
          return null;
        });
  }

  @Override
  public BatchRecord open(
      long run, BatchId id, String flow, String source, String range, int generation, String segment, List<CursorMove> claims) {
    return database.write(
        "open batch " + id,
        statements -> {
          refuseWithoutLease(statements, flow);
          Optional<BatchRecord> known = statements.first(BATCH + " FOR UPDATE", JdbcLedger::batch, id.value());
          if (known.isEmpty()) {
            statements.update(
                "INSERT INTO batches (batch, run, flow, source, input_range, generation, segment, state, attempts, opened)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, 'OPEN', 1, ?)",
                id.value(), run, flow, source, range, generation, segment, clock.instant());
          } else {
            refuseStranger(known.get(), flow, source, range, generation);
            statements.update(
                "UPDATE batches SET state = 'OPEN', run = ?, segment = ?, attempts = attempts + 1 WHERE batch = ? AND state <> 'COMMITTED'",
                run, segment, id.value());
          }
          if (known.isEmpty() || known.get().state() != BatchState.COMMITTED) {
            CursorClaims.claim(statements, flow, id, claims);
          }
          return statements.first(BATCH, JdbcLedger::batch, id.value()).orElseThrow();
        });
  }

  /** A process that was stopped for longer than its lease begins nothing that another may have begun or done. */
  private void refuseWithoutLease(Statements statements, String flow) throws SQLException {
    String lease = Ledger.leaseOf(flow);
    String holder = taken.get(lease);
    if (holder != null && !Leases.keeps(statements, lease, holder)) {
      throw new CaravanException(
          Problem.of(ErrorCode.LEDGER_CONFLICT, null, "Another process has taken flow " + flow + " over: this one was silent for longer than its lease")
              .next("Nothing: the other one goes on with it. Raise caravan.lease if processes stand still for longer."));
    }
  }

  /** I3: one id is one flow, source, range and generation. */
  private static void refuseStranger(BatchRecord known, String flow, String source, String range, int generation) {
    boolean same =
        known.flow().equals(flow)
            && known.source().equals(Statements.text(source))
            && known.range().equals(Statements.text(range))
            && known.generation() == generation;
    if (!same) {
      throw new CaravanException(
          Problem.of(ErrorCode.LEDGER_CONFLICT, null, "Batch " + known.id() + " is already known as other input (I3)")
              .required(known.flow() + ", " + known.source() + ", " + known.range() + ", generation " + known.generation(),
                  flow + ", " + source + ", " + range + ", generation " + generation)
              .next("Name batches by BatchId.of and nothing else."));
    }
  }

  /** The highest generation that batches of this input have, 0 when there is only the first or none. */
  public int generation(String flow, String source, String range) {
    return database.read(
        "read the generation of " + source,
        statements ->
            statements
                .first(
                    "SELECT COALESCE(MAX(generation), 0) FROM batches WHERE flow = ? AND source = ? AND input_range = ?",
                    row -> row.getInt(1), flow, source, range)
                .orElse(0));
  }

  /**
   * Notes, in a transaction of the caller, a batch that its flow is to take up as unfinished: other
   * records of the same input.
   *
   * @return false when it was noted before
   */
  public boolean queue(Statements statements, BatchRecord of, BatchId id, int generation, String segment) throws SQLException {
    if (statements.first(BATCH, JdbcLedger::batch, id.value()).isPresent()) {
      return false;
    }
    statements.update(
        "INSERT INTO batches (batch, run, flow, source, input_range, generation, segment, state, attempts, opened)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, 'OPEN', 0, ?)",
        id.value(), of.run(), of.flow(), of.source(), of.range(), generation, segment, clock.instant());
    milestones.reached(Milestone.REPLAY, of.flow());
    return true;
  }

  /**
   * Notes, in a transaction of the caller, a batch that replaces others when it is committed. It is left
   * alone by runs of its flow, until {@link #takeUp} names this work.
   */
  public void queueReplacement(Statements statements, BatchRecord of, BatchId id, int generation, String segment, List<BatchId> replaced, String work) throws SQLException {
    if (!queue(statements, of, id, generation, segment)) {
      statements.update("UPDATE batches SET segment = ? WHERE batch = ? AND state <> 'COMMITTED'", segment, id.value());
    }
    statements.update("UPDATE batches SET only_for = ? WHERE batch = ?", work, id.value());
    statements.update("DELETE FROM batch_replacements WHERE batch = ?", id.value());
    for (BatchId each : replaced) {
      statements.update("INSERT INTO batch_replacements (batch, replaced) VALUES (?, ?)", id.value(), each.value());
    }
  }

  /** From now on batches that wait for this work alone are unfinished ones too. */
  public void takeUp(String work) {
    this.work = work;
  }

  @Override
  public List<BatchId> replaced(BatchId id) {
    return database.read("read what batch " + id + " replaces", statements -> Generations.replaced(statements, id));
  }

  /** All batches of one input, generation by generation. */
  public List<BatchRecord> generations(String flow, String source, String range) {
    return database.read(
        "read the generations of " + source,
        statements ->
            statements.list(
                "SELECT * FROM batches WHERE flow = ? AND source = ? AND input_range = ? ORDER BY generation", JdbcLedger::batch, flow, source, range));
  }

  /** Those of one input whose rows count: committed, and not replaced by a later generation. */
  public List<BatchRecord> standing(String flow, String source, String range) {
    return database.read(
        "read the generations of " + source,
        statements ->
            statements.list(
                "SELECT * FROM batches WHERE flow = ? AND source = ? AND input_range = ? AND state = 'COMMITTED' AND replaced_by IS NULL ORDER BY generation",
                JdbcLedger::batch, flow, source, range));
  }

  /** First generations that were committed within a time, oldest first. @param to exclusive */
  public List<BatchRecord> committed(String flow, Instant from, Instant to) {
    return database.read(
        "read the history of " + flow,
        statements ->
            statements.list(
                "SELECT * FROM batches WHERE flow = ? AND generation = 0 AND state = 'COMMITTED' AND committed >= ? AND committed < ? ORDER BY committed, batch",
                JdbcLedger::batch, flow, from, to));
  }

  @Override
  public Optional<BatchRecord> batch(BatchId id) {
    return database.read("read batch " + id, statements -> known(statements, id));
  }

  static Optional<BatchRecord> known(Statements statements, BatchId id) throws SQLException {
    return statements.first(BATCH, JdbcLedger::batch, id.value());
  }

  @Override
  public List<BatchRecord> unfinished(String flow) {
    return database.read(
        "read the unfinished batches of " + flow,
        statements ->
            statements.list(UNFINISHED, JdbcLedger::batch, flow, flow, work));
  }

  /** The batches of a run, oldest first. */
  public List<BatchRecord> batches(long run) {
    return database.read(
        "read the batches of run " + run,
        statements -> statements.list("SELECT * FROM batches WHERE run = ? ORDER BY opened, batch", JdbcLedger::batch, run));
  }

  /**
   * A page of the batches of a run, by id.
   *
   * @param after the last one of the page before; null for the first page
   */
  public List<BatchRecord> batches(long run, BatchId after, int limit) {
    return database.read(
        "read batches of run " + run,
        statements ->
            statements.list(
                "SELECT * FROM batches WHERE run = ? AND batch > ? ORDER BY batch LIMIT ?", JdbcLedger::batch, run, after == null ? "" : after.value(), limit));
  }

  @Override
  public void landed(BatchId id, String sink, String target, long rows) {
    database.write(
        "note that " + sink + " landed batch " + id,
        statements -> {
          int known =
              statements.update(
                  "UPDATE landings SET landed = ?, noted = ? WHERE batch = ? AND sink = ? AND target = ?",
                  rows, clock.instant(), id.value(), sink, target);
          if (known == 0) {
            statements.update(
                "INSERT INTO landings (batch, sink, target, landed, noted) VALUES (?, ?, ?, ?, ?)",
                id.value(), sink, target, rows, clock.instant());
          }
          return null;
        });
  }

  /** Where a batch landed, by sink and target. */
  public List<LandingRecord> landings(BatchId id) {
    return database.read(
        "read where batch " + id + " landed",
        statements ->
            statements.list(
                "SELECT * FROM landings WHERE batch = ? ORDER BY sink, target",
                row -> new LandingRecord(row.getString("sink"), row.getString("target"), row.getLong("landed"), Statements.time(row, "noted")),
                id.value()));
  }

  /** What a sink said of a batch. */
  public record LandingRecord(String sink, String target, long rows, Instant noted) {}

  /**
   * {@inheritDoc} A batch that is committed already stays as it is.
   *
   * @throws CaravanException also LEDGER_CONFLICT when the batch was never opened, or is committed
   *     with other counts
   */
  @Override
  public void commitMoving(BatchId id, Counts counts, Map<String, Long> warnings, List<CursorMove> cursors, List<Event> more) {
    if (!counts.balanced()) {
      throw new CaravanException(
          Problem.of(ErrorCode.UNBALANCED, null, "Batch " + id + " does not balance")
              .required("read = landed + rejected + deduplicated + filtered", counts.toString()));
    }
    String noted = json(warnings);
    database.write(
        "commit batch " + id,
        statements -> {
          BatchRecord known =
              statements
                  .first(BATCH + " FOR UPDATE", JdbcLedger::batch, id.value())
                  .orElseThrow(() -> conflict("Batch " + id + " was never opened", "an open batch", "none"));
          if (known.state() == BatchState.COMMITTED) {
            if (!known.counts().equals(counts)) {
              throw conflict("Batch " + id + " is committed with other counts", known.counts().toString(), counts.toString());
            }
            return null;
          }
          for (CursorMove cursor : cursors) {
            move(statements, known.flow(), id, cursor);
          }
          CursorClaims.free(statements, known.flow(), id);
          milestones.reached(Milestone.LEDGER_COMMIT, known.flow());
          statements.update(
              "UPDATE batches SET state = 'COMMITTED', records_read = ?, landed = ?, rejected = ?, deduplicated = ?, filtered = ?,"
                  + " warnings = ?, committed = ?, problem_code = NULL, problem_message = NULL WHERE batch = ?",
              counts.read(), counts.landed(), counts.rejected(), counts.deduplicated(), counts.filtered(),
              noted, clock.instant(), id.value());
          if (known.generation() > 0) {
            Generations.committed(statements, id, counts, clock.instant());
          }
          events.committed(statements, known, counts);
          for (Event event : more) {
            outbox.put(statements, event);
          }
          return null;
        });
  }

  /** I2: the cursor moves only from where the batch began, in the transaction of its counts. */
  private void move(Statements statements, String flow, BatchId id, CursorMove cursor) throws SQLException {
    if (cursor.from() == null) {
      Optional<String> stands = stands(statements, flow, cursor.name());
      if (stands.isPresent()) {
        throw moved(flow, cursor, stands.get());
      }
      statements.update(
          "INSERT INTO cursors (flow, name, cursor_value, batch, moved) VALUES (?, ?, ?, ?, ?)",
          flow, cursor.name(), cursor.to(), id.value(), clock.instant());
      return;
    }
    int rows =
        statements.update(
            "UPDATE cursors SET cursor_value = ?, batch = ?, moved = ? WHERE flow = ? AND name = ? AND cursor_value = ?",
            cursor.to(), id.value(), clock.instant(), flow, cursor.name(), cursor.from());
    if (rows == 0) {
      throw moved(flow, cursor, stands(statements, flow, cursor.name()).orElse("no value"));
    }
  }

  static CaravanException moved(String flow, CursorMove cursor, String stands) {
    return conflict(
        "The cursor " + cursor.name() + " of " + flow + " was moved by another", cursor.from() == null ? "no value" : cursor.from(), stands);
  }

  static CaravanException conflict(String message, String required, String got) {
    return new CaravanException(Problem.of(ErrorCode.LEDGER_CONFLICT, null, message).required(required, got));
  }

  @Override
  public Optional<String> cursor(String flow, String name) {
    return database.read("read the cursor " + name + " of " + flow, statements -> stands(statements, flow, name));
  }

  @Override
  public Map<String, CursorStand> cursorStands(String flow) {
    return database.read("read the cursors of " + flow, statements -> CursorClaims.stands(statements, flow));
  }

  /** Where all cursors of a flow stand, by name. */
  public Map<String, String> cursors(String flow) {
    Map<String, String> cursors = new TreeMap<>();
    database
        .read("read the cursors of " + flow, statements -> statements.list("SELECT name, cursor_value FROM cursors WHERE flow = ?",
            row -> Map.entry(row.getString(1), row.getString(2)), flow))
        .forEach(cursor -> cursors.put(cursor.getKey(), cursor.getValue()));
    return cursors;
  }

  private static Optional<String> stands(Statements statements, String flow, String name) throws SQLException {
    return statements.first("SELECT cursor_value FROM cursors WHERE flow = ? AND name = ?", row -> row.getString(1), flow, name);
  }

  /** {@inheritDoc} A batch that is committed stays committed. */
  @Override
  public void fail(BatchId id, ErrorCode code, String message) {
    database.write(
        "note the failure of batch " + id,
        statements -> {
          int failed =
              statements.update(
                  "UPDATE batches SET state = 'FAILED', problem_code = ?, problem_message = ?, last_failed = ? WHERE batch = ? AND state <> 'COMMITTED'",
                  code.code(), message, clock.instant(), id.value());
          if (failed == 1) {
            events.failed(statements, id, code, message);
          }
          return null;
        });
  }

  @Override
  public void note(String flow, long run, BatchId batch, Failure failure, int attempts, Instant nextTry) {
    Instant noted = clock.instant();
    database.write(
        "note why flow " + flow + " failed",
        statements -> {
          if (statements.first("SELECT flow FROM failures WHERE flow = ? AND noted = ? AND attempts = ?", row -> row.getString(1), flow, noted, attempts).isEmpty()) {
            statements.update(
                "INSERT INTO failures (flow, run, batch, noted, code, failure_class, rule, message, attempts, next_try) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                flow, run == 0 ? null : run, batch == null ? null : batch.value(), noted, failure.problem().code().code(), failure.failureClass().word(),
                failure.rule(), failure.problem().message(), attempts, nextTry);
          }
          return null;
        });
  }

  /** {@inheritDoc} In an embedded ledger a lease of a process that is gone counts as over. */
  @Override
  public boolean lease(String name, String owner, Duration time) {
    boolean lent = leases.take(name, owner, time);
    if (lent) {
      taken.put(name, owner);
    }
    return lent;
  }

  @Override
  public boolean renew(String name, String owner, Duration time) {
    return leases.renew(name, owner, time);
  }

  @Override
  public void release(String name, String owner) {
    taken.remove(name, owner);
    leases.release(name, owner);
  }

  @Override
  public boolean dead(ProcessOwner other) {
    return !other.equals(owner) && leases.dead(other);
  }

  @Override
  public int abandonDeadRuns() {
    return database.write(
        "look for runs of dead processes",
        statements -> {
          leases.forgetGone(statements);
          List<Long> dead =
              statements.list(
                  "SELECT run FROM runs WHERE state = 'RUNNING' AND owner <> ? AND NOT EXISTS ("
                      + "SELECT 1 FROM leases WHERE leases.name = '" + Heartbeat.PREFIX + "' || runs.owner AND leases.held_until > ?) ORDER BY run",
                  row -> row.getLong(1), owner.name(), clock.instant());
          int abandoned = 0;
          for (long run : dead) {
            if (statements.update("UPDATE runs SET state = 'ABANDONED', finished = ? WHERE run = ? AND state = 'RUNNING'", clock.instant(), run) == 1) {
              abandoned++;
              events.finished(statements, run);
            }
          }
          return abandoned;
        });
  }

  @Override
  public List<RunSummary> runs(int limit) {
    return new RunFinder(database).list(new RunQuery(null, null, null, limit));
  }

  @Override
  public List<RunSummary> runs(String flow, int limit) {
    return new RunFinder(database).list(new RunQuery(flow, null, null, limit));
  }

  private static BatchRecord batch(ResultSet row) throws SQLException {
    return new BatchRecord(
        new BatchId(row.getString("batch")),
        row.getLong("run"),
        row.getString("flow"),
        row.getString("source"),
        row.getString("input_range"),
        row.getInt("generation"),
        row.getString("segment"),
        BatchState.valueOf(row.getString("state")),
        row.getInt("attempts"),
        counts(row),
        warnings(row.getString("warnings")),
        problem(row.getString("problem_code"), row.getString("problem_message")),
        Statements.time(row, "opened"),
        Statements.time(row, "committed"));
  }

  private static String problem(String code, String message) {
    return code == null ? null : code + ": " + Objects.requireNonNullElse(message, "");
  }

  static Counts counts(ResultSet row) throws SQLException {
    return new Counts(
        row.getLong("records_read"), row.getLong("landed"), row.getLong("rejected"), row.getLong("deduplicated"), row.getLong("filtered"));
  }

  private static String json(Map<String, Long> warnings) {
    try {
      return JSON.writeValueAsString(new TreeMap<>(warnings));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of texts to numbers is JSON", e);
    }
  }

  private static Map<String, Long> warnings(String json) {
    try {
      return JSON.readValue(json, new TypeReference<TreeMap<String, Long>>() {});
    } catch (JsonProcessingException e) {
      throw new CaravanException(ErrorCode.LEDGER_UNAVAILABLE, "The warnings of a batch are not what Caravan wrote: " + json, e);
    }
  }

  @Override
  public void close() {
    heartbeat.close();
    database.close();
  }
}
