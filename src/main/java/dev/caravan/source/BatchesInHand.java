package dev.caravan.source;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Counts;
import dev.caravan.catalog.Event;
import dev.caravan.catalog.Landings;
import dev.caravan.catalog.Ledger;
import dev.caravan.catalog.Milestone;
import dev.caravan.catalog.Milestones;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batches that flows have in hand, from the ledger's first word of them to its last. Who may hold one: the process
 * with the lease of its flow; of a flow that several processes share, the process with the lease of the batch.
 * Thread-safe.
 */
final class BatchesInHand {
  // What becomes of a pass stands in the log under one name.
  private static final Logger LOG = LoggerFactory.getLogger(Passes.class);

  private final FlowStates states;
  private final Ledger ledger;
  private final Landings landings;
  private final HeldLeases leases;
  private final Milestones milestones;
  private final Room room;
  private final PassWatch watch;

  BatchesInHand(FlowStates states, Ledger ledger, Landings landings, HeldLeases leases, Milestones milestones, Room room, PassWatch watch) {
    this.states = states;
    this.ledger = ledger;
    this.landings = landings;
    this.leases = leases;
    this.milestones = milestones;
    this.room = room;
    this.watch = watch;
  }

  /** As {@link Passes#open(String, BatchId, String, String, int, String, String, long, List)}. */
  Ledger.BatchRecord open(
      String flow, BatchId id, String source, String range, int generation, String segment, String name, long bytes, List<Ledger.CursorMove> claims) {
    milestones.reached(Milestone.RAW_DURABLE, flow);
    boolean shared = shared(flow);
    if (shared && !leases.take(lease(id))) {
      throw new CaravanException(ErrorCode.LEDGER_CONFLICT, "Another process has batch " + id + " of flow " + flow + " in hand");
    }
    if (!shared && !leases.keeps(Ledger.leaseOf(flow))) {
      throw new CaravanException(
          ErrorCode.LEDGER_CONFLICT, "Flow " + flow + " has lost its lease before batch " + id + " was begun; another process goes on with it");
    }
    room.shortage().ifPresent(
        shortage -> {
          throw new CaravanException(shortage);
        });
    states.note(flow, state -> state.inHand(id, name, bytes));
    long run = run(flow);
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

  // A pass is a run from its first batch on: one that finds nothing new leaves no trace.
  private long run(String flow) {
    long begun = states.ask(flow, state -> state.run);
    if (begun != 0) {
      return begun;
    }
    long run = ledger.startRun(flow);
    states.note(flow, state -> state.run = run);
    return run;
  }

  /** As {@link Passes#commitMoving}. */
  boolean commit(String flow, BatchId id, List<Ledger.CursorMove> cursors, long known) {
    boolean shared = shared(flow);
    if (!leases.keeps(shared ? lease(id) : Ledger.leaseOf(flow))) {
      LOG.warn("Flow {} has lost its lease before batch {} was committed: it is left to the process that has taken the flow over", flow, id);
      landings.forget(id);
      leave(flow);
      return false;
    }
    Landings.Outcome outcome = landings.outcome(id);
    Counts counts = outcome.counts().plus(new Counts(known, 0, 0, known, 0));
    Problem overLimit = outcome.overLimit() ? overLimit(flow, id, outcome) : null;
    ledger.commitMoving(id, counts, outcome.warnings(), cursors, violations(flow, id, overLimit));
    milestones.reached(Milestone.COMMITTED, flow);
    if (shared) {
      leases.release(lease(id));
    }
    landings.forget(id);
    PassWatch.Committed committed =
        states.change(
            flow,
            state -> {
              PassWatch.Committed landed = new PassWatch.Committed(flow, id, counts, outcome, state.currentBytes, state.currentAppeared);
              state.landed(counts, overLimit);
              return landed;
            });
    if (overLimit != null) {
      LOG.warn("{}", overLimit);
    }
    LOG.info(
        "Flow {} landed batch {}: read {}, landed {}, rejected {}, deduplicated {}, filtered {}",
        flow, id, counts.read(), counts.landed(), counts.rejected(), counts.deduplicated(), counts.filtered());
    watch.committed(committed);
    return true;
  }

  private List<Event> violations(String flow, BatchId id, Problem overLimit) {
    List<Event> events = new ArrayList<>();
    if (overLimit != null) {
      events.add(new Event.ContractViolated(flow, run(flow), id.value(), 0, true, overLimit.code().code(), null, overLimit.message() + ": " + overLimit.got()));
    }
    for (Landings.Threshold broken : landings.broken(id)) {
      events.add(new Event.ContractViolated(flow, run(flow), id.value(), 0, true, ErrorCode.CONTRACT_DATASET_RULE.code(), broken.rule(), "Landed, though " + broken.required() + " does not hold"));
    }
    return events;
  }

  private static Problem overLimit(String flow, BatchId id, Landings.Outcome outcome) {
    Counts counts = outcome.counts();
    BigDecimal percent = BigDecimal.valueOf(counts.rejected()).movePointRight(2).divide(BigDecimal.valueOf(counts.read()), 2, RoundingMode.HALF_UP);
    return Problem.of(ErrorCode.REJECTS_OVER_LIMIT, null, "Flow " + flow + " landed batch " + id + " with many rejects")
        .required("at most " + outcome.maxRejectPercent().toPlainString() + " percent", percent.toPlainString() + " percent")
        .next("Look at them: `caravan rejects list --flow " + flow + "`; or allow more in the contract: caravan.maxRejectPercent.");
  }

  /** Lets a batch go that a pass broke off at: what went wrong here may go well in another process. */
  void giveBack(String flow, BatchId id) {
    if (shared(flow)) {
      leases.release(lease(id));
    }
  }

  private void leave(String flow) {
    states.note(flow, FlowState::leave);
  }

  private boolean shared(String flow) {
    return states.ask(flow, state -> state.shared);
  }

  private static String lease(BatchId batch) {
    return "batch:" + batch;
  }
}
