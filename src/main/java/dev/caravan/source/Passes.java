package dev.caravan.source;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import dev.caravan.batch.Scanned;
import dev.caravan.catalog.Landings;
import dev.caravan.catalog.Ledger;
import dev.caravan.catalog.Milestone;
import dev.caravan.catalog.Milestones;
import dev.caravan.failure.Failure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The passes of flows over their sources: who may begin, what is in hand, how each ends. Every source
 * keeps its runs, batches and leases in the ledger through it. One for a runtime; thread-safe, though
 * a flow makes one pass at a time.
 */
public final class Passes {
  private static final Logger LOG = LoggerFactory.getLogger(Passes.class);
  private static final Duration UPSTREAM_WAIT = Duration.ofSeconds(2);

  private final Ledger ledger;
  private final Landings landings;
  private final HeldLeases leases;
  private final Work work;
  private final Function<BatchId, Scanned> scanned;
  private final Milestones milestones;
  private final Room room;
  private final PassWatch watch;
  private final Map<String, FlowState> flows = new TreeMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean draining;

  /** What flows do in their passes. */
  public enum Work {
    /** pass after pass, as their schedules say */
    AGAIN_AND_AGAIN,
    /** one pass only, and one that is complete */
    ONCE,
    /** one pass over what was begun and not finished, or queued; nothing new is taken in */
    UNFINISHED,
    /** as {@link #UNFINISHED}, with the batches of history that are run again */
    HISTORY
  }

  public Passes(Ledger ledger, Landings landings, HeldLeases leases, Work work) {
    this(ledger, landings, leases, work, batch -> Scanned.NOTHING, Milestones.NONE, Room.ENOUGH);
  }

  /** As below, with nobody who watches. */
  public Passes(Ledger ledger, Landings landings, HeldLeases leases, Work work, Function<BatchId, Scanned> scanned, Milestones milestones, Room room) {
    this(ledger, landings, leases, work, scanned, milestones, room, PassWatch.NONE);
  }

  /**
   * @param scanned tells how far a batch in hand has come
   * @param milestones is told what becomes of batches
   * @param room is asked before each pass and each batch
   * @param watch hears what becomes of passes
   */
  public Passes(
      Ledger ledger, Landings landings, HeldLeases leases, Work work, Function<BatchId, Scanned> scanned, Milestones milestones, Room room, PassWatch watch) {
    this.ledger = ledger;
    this.landings = landings;
    this.leases = leases;
    this.work = work;
    this.scanned = scanned;
    this.milestones = milestones;
    this.room = room;
    this.watch = watch;
  }

  public boolean once() {
    return work != Work.AGAIN_AND_AGAIN;
  }

  /** Whether sources look for new input. */
  public boolean takesIn() {
    return work != Work.UNFINISHED && work != Work.HISTORY;
  }

  /** Makes a flow known before its first pass, so that {@link #awaitAll} waits for it. */
  public void expect(String flow) {
    lock.lock();
    try {
      state(flow);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Asks to begin a pass. Waits a little for other flows and for the lease, so that it may be called
   * again and again on a schedule.
   *
   * @param after flows whose first pass must be over
   * @return false when there is nothing to do now
   * @throws CaravanException FLOW_UPSTREAM when a flow of {@code after} failed; DISK_FULL when there is no room
   *     and nobody will ask again
   */
  public boolean begin(String flow, List<String> after) {
    if (leftInHand(flow)) {
      fail(
          flow,
          Problem.of(ErrorCode.FLOW_STOPPED, null, "A failure of flow " + flow + " was left to no error policy; the log has it")
              .next("Add `routeConfigurationId: ingest` to the route: then it is tried again first."));
      return false;
    }
    lock.lock();
    try {
      FlowState state = state(flow);
      if (draining || state.held || state.state == FlowProgress.State.FAILED || once() && state.state == FlowProgress.State.IDLE) {
        return false;
      }
      if (takesIn() && !upstreamOver(flow, after) || draining) {
        return false;
      }
    } finally {
      lock.unlock();
    }
    if (!roomy(flow) || !leased(flow)) {
      return false;
    }
    lock.lock();
    try {
      FlowState state = state(flow);
      // Whoever waits for a held flow to be quiet must not be told so while one begins.
      if (draining || state.held) {
        return false;
      }
      state.problem = null;
      state.state = FlowProgress.State.RUNNING;
      state.cut = false;
      state.run = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    watch.began(flow);
    return true;
  }

  /**
   * As {@link #begin}, for a flow that several processes may work on at once. Its source sees to it that they read
   * different input, and claims what it reads when it opens a batch; each holds the batch it has in hand.
   */
  public boolean beginShared(String flow, List<String> after) {
    lock.lock();
    try {
      state(flow).shared = true;
    } finally {
      lock.unlock();
    }
    return begin(flow, after);
  }

  /** Whether a flow that could not begin may later: it waits for others, or for its lease. */
  public boolean waits(String flow) {
    lock.lock();
    try {
      FlowState state = state(flow);
      boolean over = state.state == FlowProgress.State.FAILED || once() && state.state == FlowProgress.State.IDLE;
      return !draining && !over;
    } finally {
      lock.unlock();
    }
  }

  // A pass that ended neither well nor as failed would be repeated for ever.
  private boolean leftInHand(String flow) {
    lock.lock();
    try {
      FlowState state = state(flow);
      return !draining && state.state == FlowProgress.State.RUNNING && state.batch != null;
    } finally {
      lock.unlock();
    }
  }

  private boolean upstreamOver(String flow, List<String> after) {
    long remaining = UPSTREAM_WAIT.toNanos();
    while (!draining) {
      boolean over = true;
      for (String name : after) {
        FlowState upstream = state(name);
        if (upstream.state == FlowProgress.State.FAILED) {
          throw new CaravanException(
              Problem.of(ErrorCode.FLOW_UPSTREAM, null, "Flow " + flow + " comes after " + name + ", which failed")
                  .next("Mend " + name + " first; this flow goes on by itself at the next run."));
        }
        over &= upstream.passes > 0;
      }
      if (over) {
        return true;
      }
      if (remaining <= 0) {
        return false;
      }
      remaining = await(remaining);
    }
    return false;
  }

  private boolean roomy(String flow) {
    Optional<Problem> shortage = room.shortage();
    if (shortage.isPresent() && once()) {
      throw new CaravanException(shortage.get());
    }
    lock.lock();
    try {
      FlowState state = state(flow);
      boolean paused = state.problem != null;
      if (shortage.isPresent() && !paused) {
        LOG.error("Flow {} pauses: {}", flow, shortage.get());
        state.problem = shortage.get();
      } else if (shortage.isEmpty() && paused) {
        LOG.info("Flow {} goes on where it paused", flow);
      }
      return shortage.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private boolean leased(String flow) {
    if (shared(flow) || leases.take(lease(flow))) {
      return true;
    }
    lock.lock();
    try {
      if (!state(flow).toldOfLease) {
        state(flow).toldOfLease = true;
        LOG.warn("Flow {} waits: another process works on it, or died less than {} s ago", flow, leases.time().toSeconds());
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether a source should go on with its pass: not when the runtime is being stopped, the flow is held or has failed,
   * or another process has taken it over.
   */
  public boolean goesOn(String flow) {
    lock.lock();
    try {
      FlowState state = state(flow);
      state.cut |= state.held;
      return !draining && !state.held && state.state == FlowProgress.State.RUNNING && (state.shared || leases.holds(lease(flow)));
    } finally {
      lock.unlock();
    }
  }

  /** Waits, unless the runtime is being stopped meanwhile. */
  public void pause(Duration time) {
    lock.lock();
    try {
      long remaining = time.toNanos();
      while (remaining > 0 && !draining) {
        remaining = await(remaining);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Notes how much a source has found, in bytes, finished or not. */
  public void found(String flow, long bytes) {
    lock.lock();
    try {
      FlowState state = state(flow);
      state.bytesKnown = state.bytesDone + bytes;
    } finally {
      lock.unlock();
    }
  }

  /** Notes since when the input was there to be read that the next batch is made of. */
  public void appeared(String flow, Instant time) {
    lock.lock();
    try {
      state(flow).appeared = time;
    } finally {
      lock.unlock();
    }
  }

  /** Notes an input that has landed before. */
  public void skipped(String flow, long bytes) {
    lock.lock();
    try {
      FlowState state = state(flow);
      state.skipped++;
      state.bytesDone += bytes;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Opens a batch in the ledger, in the run of this pass. From here on whoever takes the flow over goes on
   * with this batch, so that a process that has lost its lease must begin none.
   *
   * @param generation 0 unless records of the input are run again
   * @param name of the input, for people
   * @param bytes of the input
   * @throws CaravanException LEDGER_CONFLICT when another process has taken the flow over; the pass is over then
   */
  public Ledger.BatchRecord open(String flow, BatchId id, String source, String range, int generation, String segment, String name, long bytes) {
    return open(flow, id, source, range, generation, segment, name, bytes, List.of());
  }

  /**
   * The same, with the cursors that will move: no other batch gets what follows them.
   *
   * @throws CaravanException as above; of a shared flow, LEDGER_CONFLICT also when another process has this batch or
   *     one of the cursors in hand. The pass goes on: nothing was begun.
   */
  public Ledger.BatchRecord open(
      String flow, BatchId id, String source, String range, int generation, String segment, String name, long bytes, List<Ledger.CursorMove> claims) {
    milestones.reached(Milestone.RAW_DURABLE, flow);
    boolean shared = shared(flow);
    if (shared && !leases.take(lease(id))) {
      throw new CaravanException(ErrorCode.LEDGER_CONFLICT, "Another process has batch " + id + " of flow " + flow + " in hand");
    }
    if (!shared && !leases.keeps(lease(flow))) {
      throw new CaravanException(ErrorCode.LEDGER_CONFLICT, "Flow " + flow + " has lost its lease before batch " + id + " was begun; another process goes on with it");
    }
    room.shortage().ifPresent(
        shortage -> {
          throw new CaravanException(shortage);
        });
    long run;
    lock.lock();
    try {
      FlowState state = state(flow);
      run = state.run;
      state.inHand(id, name, bytes);
    } finally {
      lock.unlock();
    }
    if (run == 0) {
      run = ledger.startRun(flow);
      lock.lock();
      try {
        state(flow).run = run;
      } finally {
        lock.unlock();
      }
    }
    try {
      Ledger.BatchRecord opened = ledger.open(run, id, flow, source, range, generation, segment, claims);
      watch.opened(flow, run, id);
      return opened;
    } catch (CaravanException e) {
      if (shared && e.code() == ErrorCode.LEDGER_CONFLICT) {
        leave(flow);
        leases.release(lease(id));
      }
      throw e;
    }
  }

  /**
   * Commits the batch by what its sinks have told (I1, I2). When another process has taken the flow over, the
   * batch is left to that one: its sinks know what has landed.
   *
   * @param cursor the move that goes with it, or null
   * @return false when it was left to another process
   * @throws CaravanException ROUTE_NO_SINK, UNBALANCED, LEDGER_CONFLICT
   */
  public boolean commit(String flow, BatchId id, Ledger.CursorMove cursor) {
    return commit(flow, id, cursor, 0);
  }

  /**
   * Commits a batch of a source that met rows again which have landed before.
   *
   * @param known how many; they are no part of the batch's segment and are counted as deduplicated
   */
  public boolean commit(String flow, BatchId id, Ledger.CursorMove cursor, long known) {
    return commitMoving(flow, id, cursor == null ? List.of() : List.of(cursor), known);
  }

  /** As {@link #commit(String, BatchId, Ledger.CursorMove, long)}, with any number of cursors. */
  public boolean commitMoving(String flow, BatchId id, List<Ledger.CursorMove> cursors, long known) {
    boolean shared = shared(flow);
    if (!leases.keeps(shared ? lease(id) : lease(flow))) {
      LOG.warn("Flow {} has lost its lease before batch {} was committed: it is left to the process that has taken the flow over", flow, id);
      landings.forget(id);
      leave(flow);
      return false;
    }
    Landings.Outcome outcome = landings.outcome(id);
    Counts counts = outcome.counts().plus(new Counts(known, 0, 0, known, 0));
    ledger.commitMoving(id, counts, outcome.warnings(), cursors);
    milestones.reached(Milestone.COMMITTED, flow);
    if (shared) {
      leases.release(lease(id));
    }
    landings.forget(id);
    PassWatch.Committed committed;
    lock.lock();
    try {
      FlowState state = state(flow);
      committed = new PassWatch.Committed(flow, id, counts, outcome, state.currentBytes, state.currentAppeared);
      state.counts = state.counts.plus(counts);
      state.batches++;
      if (outcome.overLimit()) {
        state.overLimit = overLimit(flow, id, outcome);
      }
      state.bytesDone += state.currentBytes;
      state.inHand(null, null, 0);
    } finally {
      lock.unlock();
    }
    if (outcome.overLimit()) {
      LOG.warn("{}", overLimit(flow, id, outcome));
    }
    LOG.info(
        "Flow {} landed batch {}: read {}, landed {}, rejected {}, deduplicated {}, filtered {}",
        flow, id, counts.read(), counts.landed(), counts.rejected(), counts.deduplicated(), counts.filtered());
    watch.committed(committed);
    return true;
  }

  private void leave(String flow) {
    lock.lock();
    try {
      state(flow).inHand(null, null, 0);
    } finally {
      lock.unlock();
    }
  }

  private static Problem overLimit(String flow, BatchId id, Landings.Outcome outcome) {
    Counts counts = outcome.counts();
    BigDecimal percent = BigDecimal.valueOf(counts.rejected()).movePointRight(2).divide(BigDecimal.valueOf(counts.read()), 2, RoundingMode.HALF_UP);
    return Problem.of(ErrorCode.REJECTS_OVER_LIMIT, null, "Flow " + flow + " landed batch " + id + " with many rejects")
        .required("at most " + outcome.maxRejectPercent().toPlainString() + " percent", percent.toPlainString() + " percent")
        .next("Look at them: `caravan rejects list --flow " + flow + "`; or allow more in the contract: caravan.maxRejectPercent.");
  }

  /** Ends a pass that went well. A pass cut short, by {@link #drain} or another process, leaves the flow as one that has not had it. */
  public void finish(String flow) {
    long run;
    lock.lock();
    try {
      FlowState state = state(flow);
      if (state.state != FlowProgress.State.RUNNING) {
        return;
      }
      run = state.run;
    } finally {
      lock.unlock();
    }
    if (run != 0) {
      ledger.finishRun(run, Ledger.RunState.DONE, null, null);
    }
    boolean well = false;
    lock.lock();
    try {
      FlowState state = state(flow);
      state.run = 0;
      boolean taken = !state.shared && !leases.holds(lease(flow));
      if (taken) {
        state.inHand(null, null, 0);
      }
      // One pass is asked for, and another process makes it.
      if (draining || taken && !once()) {
        state.state = FlowProgress.State.WAITING;
      } else if (state.cut) {
        state.state = rested(state);
      } else {
        state.state = FlowProgress.State.IDLE;
        state.passes++;
        well = true;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    watch.ended(flow, well);
  }

  /**
   * Notes in the ledger that a step of a flow failed and is tried again. A ledger that takes no notes does not
   * keep the flow from going on.
   *
   * @param attempts how often the step has been tried
   */
  public void failed(String flow, Failure failure, int attempts, Instant nextTry) {
    long run;
    BatchId batch;
    lock.lock();
    try {
      run = state(flow).run;
      batch = state(flow).batch;
    } finally {
      lock.unlock();
    }
    note(flow, run, batch, failure, attempts, nextTry);
  }

  private void note(String flow, long run, BatchId batch, Failure failure, int attempts, Instant nextTry) {
    try {
      ledger.note(flow, run, batch, failure, attempts, nextTry);
    } catch (CaravanException e) {
      LOG.warn("Why flow {} failed could not be noted: {}", flow, e.getMessage());
    }
  }

  /** As {@link #fail(String, Failure, int)}, for what is known to have a code and was tried once. */
  public boolean fail(String flow, Problem problem) {
    return fail(flow, Failure.of(problem), 1);
  }

  /**
   * Ends a pass that failed and keeps its batch. Telling it again for the same flow changes nothing. A full disk
   * makes no flow fail that will be asked to begin again: it pauses, and goes on with its batch when there is room.
   *
   * @param attempts how often the step that failed was tried
   * @return false when the flow had failed before, or only pauses
   */
  public boolean fail(String flow, Failure failure, int attempts) {
    Problem problem = failure.problem();
    boolean pauses = problem.code() == ErrorCode.DISK_FULL && !once();
    long run;
    BatchId batch;
    lock.lock();
    try {
      FlowState state = state(flow);
      if (state.state == FlowProgress.State.FAILED) {
        return false;
      }
      run = state.run;
      batch = state.batch;
      state.problem = problem;
      state.breakOff(pauses ? FlowProgress.State.WAITING : FlowProgress.State.FAILED);
      // Before those that wait hear of it: else their failure, which follows from this one, may be told first.
      tell(flow, batch, failure, attempts, pauses);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    broken(flow, run, batch, failure, attempts);
    return !pauses;
  }

  private static void tell(String flow, BatchId batch, Failure failure, int attempts, boolean pauses) {
    String kept = batch == null ? "" : " at batch " + batch + ", which is kept";
    if (pauses) {
      LOG.error("Flow {} pauses{}, and goes on by itself when there is room: {}", flow, kept, failure.problem());
    } else {
      String tried = attempts > 1 ? " after " + attempts + " attempts" : "";
      String next = batch == null ? "" : " and taken up again at the next start";
      LOG.error("Flow {} stopped{}{}{} ({}): {}", flow, tried, kept, next, failure.why(), failure.problem());
    }
  }

  /**
   * Notes a pass that ended in the middle, and leaves its batch to the next. A ledger that fails, perhaps because it
   * lies on the same full disk, changes nothing: a batch that is left open there is taken up again too.
   */
  private void broken(String flow, long run, BatchId batch, Failure failure, int attempts) {
    Problem problem = failure.problem();
    note(flow, run, batch, failure, attempts, null);
    if (batch != null) {
      landings.forget(batch);
    }
    try {
      if (batch != null) {
        ledger.fail(batch, problem.code(), problem.message());
      }
      // A pass that failed before its first batch is a run too: who looks into the ledger is to find it.
      ledger.finishRun(run == 0 ? ledger.startRun(flow) : run, Ledger.RunState.FAILED, problem.code(), problem.message());
    } catch (CaravanException e) {
      LOG.warn("The ledger could not be told that the pass of flow {} ended: {}", flow, e.getMessage());
    }
    giveBack(flow, batch);
    watch.ended(flow, false);
  }

  // What went wrong here may go well in another process.
  private void giveBack(String flow, BatchId batch) {
    if (batch != null && shared(flow)) {
      leases.release(lease(batch));
    }
  }

  private boolean shared(String flow) {
    lock.lock();
    try {
      return state(flow).shared;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until every known flow has made its pass or failed, or the runtime is being stopped.
   *
   * @return false when it was stopped before
   */
  public boolean awaitAll() {
    lock.lock();
    try {
      while (!draining && flows.values().stream().anyMatch(state -> !over(state))) {
        await(TimeUnit.SECONDS.toNanos(1));
      }
      return flows.values().stream().allMatch(Passes::over);
    } finally {
      lock.unlock();
    }
  }

  private static boolean over(FlowState state) {
    return state.state == FlowProgress.State.IDLE || state.state == FlowProgress.State.FAILED;
  }

  private static FlowProgress.State rested(FlowState state) {
    return state.passes > 0 ? FlowProgress.State.IDLE : FlowProgress.State.WAITING;
  }

  /** From now on the flow begins nothing new; what it has in hand may finish. */
  public void hold(String flow) {
    lock.lock();
    try {
      state(flow).held = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes {@link #hold} back. */
  public void letGo(String flow) {
    lock.lock();
    try {
      state(flow).held = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until a held flow has nothing in hand.
   *
   * @return false when it still has after that time, or when the runtime is being stopped
   */
  public boolean awaitQuiet(String flow, Duration time) {
    lock.lock();
    try {
      long remaining = time.toNanos();
      while (!draining && state(flow).state == FlowProgress.State.RUNNING && remaining > 0) {
        remaining = await(remaining);
      }
      return !draining && state(flow).state != FlowProgress.State.RUNNING;
    } finally {
      lock.unlock();
    }
  }

  /**
   * A later version of a flow begins where the one before ended: it is neither held nor failed. Counts
   * and passes go on.
   *
   * @return why the version before had failed; nothing when it had not
   */
  public Optional<Problem> renew(String flow) {
    lock.lock();
    try {
      FlowState state = state(flow);
      Optional<Problem> before = Optional.ofNullable(state.problem);
      state.held = false;
      state.problem = null;
      state.overLimit = null;
      state.state = rested(state);
      changed.signalAll();
      return before;
    } finally {
      lock.unlock();
    }
  }

  /** A flow runs here no more: another process may take it up. */
  public void forget(String flow) {
    lock.lock();
    try {
      flows.remove(flow);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    leases.release(lease(flow));
  }

  private static String lease(String flow) {
    return Ledger.leaseOf(flow);
  }

  private static String lease(BatchId batch) {
    return "batch:" + batch;
  }

  /** From now on sources begin nothing new; what is in hand may finish. */
  public void drain() {
    lock.lock();
    try {
      draining = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the passes that could not end by themselves when the runtime stopped: their batches are kept.
   * To be called when no route runs any more.
   */
  public void abandon() {
    List<String> cut;
    lock.lock();
    try {
      cut = flows.values().stream().filter(state -> state.state == FlowProgress.State.RUNNING && state.run != 0).map(state -> state.flow).toList();
    } finally {
      lock.unlock();
    }
    cut.forEach(flow -> fail(flow, Problem.of(ErrorCode.FLOW_STOPPED, null, "Caravan was stopped before flow " + flow + " had finished its batch")));
  }

  /** How far each flow has come, by name. */
  public List<FlowProgress> progress() {
    lock.lock();
    try {
      flows.values().forEach(this::look);
      return flows.values().stream().map(FlowState::progress).toList();
    } finally {
      lock.unlock();
    }
  }

  private void look(FlowState state) {
    Scanned now = state.batch == null ? Scanned.NOTHING : scanned.apply(state.batch);
    if (now.rows() > state.scanned.rows()) {
      state.scanned = now;
    }
  }

  private FlowState state(String flow) {
    return flows.computeIfAbsent(flow, FlowState::new);
  }

  private long await(long nanos) {
    try {
      return changed.awaitNanos(nanos);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      draining = true;
      return 0;
    }
  }
}
