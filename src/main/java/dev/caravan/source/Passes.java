package dev.caravan.source;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Scanned;
import dev.caravan.catalog.Landings;
import dev.caravan.catalog.Ledger;
import dev.caravan.catalog.Milestones;
import dev.caravan.failure.Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
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
  private static final Duration NO_LIMIT = Duration.ofDays(365);

  private final Ledger ledger;
  private final HeldLeases leases;
  private final Work work;
  private final Function<BatchId, Scanned> scanned;
  private final Room room;
  private final PassWatch watch;
  private final FlowStates states = new FlowStates();
  private final BatchesInHand batches;
  private final PassFailures failures;

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
    this.leases = leases;
    this.work = work;
    this.scanned = scanned;
    this.room = room;
    this.watch = watch;
    batches = new BatchesInHand(states, ledger, landings, leases, milestones, room, watch);
    failures = new PassFailures(states, ledger, landings, batches, watch);
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
    states.ask(flow, state -> state);
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
    if (!mayBegin(flow, after) || !roomy(flow) || !leased(flow)) {
      return false;
    }
    boolean begun =
        states.change(
            flow,
            state -> {
              // Whoever waits for a held flow to be quiet must not be told so while one begins.
              boolean free = !states.draining() && !state.held && !states.stopped(flow);
              if (free) {
                state.begin();
              }
              return free;
            });
    if (begun) {
      watch.began(flow);
    }
    return begun;
  }

  /**
   * As {@link #begin}, for a flow that several processes may work on at once. Its source sees to it that they read
   * different input, and claims what it reads when it opens a batch; each holds the batch it has in hand.
   */
  public boolean beginShared(String flow, List<String> after) {
    states.note(flow, state -> state.shared = true);
    return begin(flow, after);
  }

  /** Whether a flow that could not begin may later: it waits for others, or for its lease. */
  public boolean waits(String flow) {
    return !Thread.currentThread().isInterrupted() && states.ask(flow, state -> !states.draining() && !hadItsPasses(state));
  }

  // A flow that has failed makes none until a later version takes its place.
  private boolean hadItsPasses(FlowState state) {
    return once() ? state.over() : state.failed();
  }

  // A pass that ended neither well nor as failed would be repeated for ever.
  private boolean leftInHand(String flow) {
    return states.ask(flow, state -> !states.draining() && state.running() && state.batch != null);
  }

  private boolean mayBegin(String flow, List<String> after) {
    boolean turn = states.change(
        flow,
        state -> {
          if (states.stopped(flow) && once() && !hadItsPasses(state)) {
            LOG.warn("Flow {} is stopped and makes no pass; `caravan flow start {}` starts it", flow, flow);
            state.leaveOut();
          }
          return !states.draining() && !state.held && !states.stopped(flow) && !hadItsPasses(state);
        });
    return turn && (!takesIn() || states.await(() -> upstreamOver(flow, after), UPSTREAM_WAIT)) && !states.draining();
  }

  private boolean upstreamOver(String flow, List<String> after) {
    boolean over = true;
    for (String name : after) {
      FlowState upstream = states.ask(name, state -> state);
      if (upstream.failed()) {
        throw new CaravanException(
            Problem.of(ErrorCode.FLOW_UPSTREAM, null, "Flow " + flow + " comes after " + name + ", which failed")
                .next("Mend " + name + " first; this flow goes on by itself at the next run."));
      }
      over &= upstream.passes > 0 || states.stopped(name);
    }
    return over;
  }

  private boolean roomy(String flow) {
    Optional<Problem> shortage = room.shortage();
    if (shortage.isPresent() && once()) {
      throw new CaravanException(shortage.get());
    }
    states.note(
        flow,
        state -> {
          boolean paused = state.problem != null;
          if (shortage.isPresent() && !paused) {
            LOG.error("Flow {} pauses: {}", flow, shortage.get());
            state.problem = shortage.get();
          } else if (shortage.isEmpty() && paused) {
            LOG.info("Flow {} goes on where it paused", flow);
          }
        });
    return shortage.isEmpty();
  }

  private boolean leased(String flow) {
    if (states.ask(flow, state -> state.shared) || leases.take(Ledger.leaseOf(flow))) {
      return true;
    }
    states.note(
        flow,
        state -> {
          if (!state.toldOfLease) {
            state.toldOfLease = true;
            LOG.warn("Flow {} waits: another process works on it, or died less than {} s ago", flow, leases.time().toSeconds());
          }
        });
    return false;
  }

  /**
   * Whether a source should go on with its pass: not when the runtime is being stopped, the flow is held or has failed,
   * another process has taken it over, or the route of the thread that asks is being stopped.
   */
  public boolean goesOn(String flow) {
    return states.ask(
        flow,
        state -> {
          boolean waits = state.held || states.stopped(flow);
          boolean interrupted = Thread.currentThread().isInterrupted();
          // Threads that help a pass are interrupted when it needs them no more: that says nothing of the pass.
          state.cut |= waits || interrupted && Thread.currentThread() == state.thread;
          return !interrupted && !states.draining() && !waits && state.running() && (state.shared || leases.holds(Ledger.leaseOf(flow)));
        });
  }

  /** Waits, unless the runtime is being stopped meanwhile, or the thread is interrupted. */
  public void pause(Duration time) {
    states.await(() -> false, time);
  }

  /** Notes how much a source has found, in bytes, finished or not. */
  public void found(String flow, long bytes) {
    states.note(flow, state -> state.bytesKnown = state.bytesDone + bytes);
  }

  /** Notes since when the input was there to be read that the next batch is made of. */
  public void appeared(String flow, Instant time) {
    states.note(flow, state -> state.appeared = time);
  }

  /** Notes an input that has landed before. */
  public void skipped(String flow, long bytes) {
    states.note(flow, state -> state.skipped(bytes));
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
    return batches.open(flow, id, source, range, generation, segment, name, bytes, claims);
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
    return batches.commit(flow, id, cursors, known);
  }

  /**
   * Ends a pass that went well. A pass cut short, by {@link #drain}, {@link #hold}, an interrupt or another process, leaves
   * the flow as one that has not had it.
   */
  public void finish(String flow) {
    Optional<Long> run = states.ask(flow, state -> state.running() ? Optional.of(state.run) : Optional.empty());
    if (run.isEmpty()) {
      return;
    }
    if (run.get() != 0) {
      ledger.finishRun(run.get(), Ledger.RunState.DONE, null, null);
    }
    watch.ended(flow, states.change(flow, this::finished));
  }

  // Whether it was a whole pass.
  private boolean finished(FlowState state) {
    state.run = 0;
    boolean taken = !state.shared && !leases.holds(Ledger.leaseOf(state.flow));
    if (taken) {
      state.leave();
    }
    // One pass is asked for, and another process makes it.
    if (states.draining() || taken && !once()) {
      state.state = FlowProgress.State.WAITING;
      return false;
    }
    if (state.cut) {
      state.rest();
      return false;
    }
    state.state = FlowProgress.State.IDLE;
    state.passes++;
    return true;
  }

  /**
   * Notes in the ledger that a step of a flow failed and is tried again. A ledger that takes no notes does not
   * keep the flow from going on.
   *
   * @param attempts how often the step has been tried
   */
  public void failed(String flow, Failure failure, int attempts, Instant nextTry) {
    failures.again(flow, failure, attempts, nextTry);
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
    boolean pauses = failure.problem().code() == ErrorCode.DISK_FULL && !once();
    return failures.end(flow, failure, attempts, pauses);
  }

  /**
   * Waits until every known flow has made its pass or failed, or the runtime is being stopped.
   *
   * @return false when it was stopped before
   */
  public boolean awaitAll() {
    return states.await(this::allOver, NO_LIMIT) || allOver();
  }

  private boolean allOver() {
    return states.all(FlowState::over).stream().allMatch(over -> over);
  }

  /** From now on the flow begins nothing new; what it has in hand may finish. */
  public void hold(String flow) {
    states.note(flow, state -> state.held = true);
  }

  /** Whether {@link #hold} holds it back. */
  public boolean held(String flow) {
    return states.ask(flow, state -> state.held);
  }

  /** Takes {@link #hold} back. */
  public void letGo(String flow) {
    states.note(flow, state -> state.held = false);
  }

  /** From now on these flows begin nothing new, and no others but those that are held; what they have in hand may finish. */
  public void stop(Set<String> flows) {
    states.stop(flows);
  }

  /** Whether {@link #stop} keeps it back. */
  public boolean stopped(String flow) {
    return states.stopped(flow);
  }

  /** Gives back the leases of flows that are stopped and have nothing in hand, so that others may work on what they have landed. */
  public void giveUpStopped() {
    states.all(state -> state.flow).forEach(flow -> states.note(flow, this::giveUp));
  }

  // Under the lock: a flow that is started meanwhile takes its lease anew.
  private void giveUp(FlowState state) {
    if (states.stopped(state.flow) && !state.running()) {
      leases.release(Ledger.leaseOf(state.flow));
    }
  }

  /**
   * Waits until a flow that is held or stopped has nothing in hand.
   *
   * @return false when it still has after that time, or when the runtime is being stopped
   */
  public boolean awaitQuiet(String flow, Duration time) {
    return states.await(() -> !states.ask(flow, FlowState::running), time) && !states.draining();
  }

  /**
   * A later version of a flow begins where the one before ended: it is neither held nor failed. Counts
   * and passes go on.
   *
   * @return why the version before had failed; nothing when it had not
   */
  public Optional<Problem> renew(String flow) {
    return states.change(
        flow,
        state -> {
          Optional<Problem> before = Optional.ofNullable(state.problem);
          state.renew();
          return before;
        });
  }

  /** A flow runs here no more: another process may take it up. */
  public void forget(String flow) {
    states.remove(flow);
    leases.release(Ledger.leaseOf(flow));
  }

  /** From now on sources begin nothing new; what is in hand may finish. */
  public void drain() {
    states.drain();
  }

  /**
   * Ends the passes that could not end by themselves when the runtime stopped: their batches are kept.
   * To be called when no route runs any more.
   */
  public void abandon() {
    states.all(state -> state.running() && state.run != 0 ? Stream.of(state.flow) : Stream.<String>empty()).stream()
        .flatMap(cut -> cut)
        .forEach(flow -> fail(flow, Problem.of(ErrorCode.FLOW_STOPPED, null, "Caravan was stopped before flow " + flow + " had finished its batch")));
  }

  /** How far each flow has come, by name. */
  public List<FlowProgress> progress() {
    return states.all(
        state -> {
          if (state.batch != null) {
            state.look(scanned.apply(state.batch));
          }
          return state.progress();
        });
  }
}
