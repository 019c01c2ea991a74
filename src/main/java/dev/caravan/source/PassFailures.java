package dev.caravan.source;

import dev.caravan.CaravanException;
import dev.caravan.Problem;
import dev.caravan.batch.BatchId;
import dev.caravan.catalog.Landings;
import dev.caravan.catalog.Ledger;
import dev.caravan.failure.Failure;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes that fail: what is told and noted of them, and their batches, which are kept. A ledger that fails as well,
 * perhaps because it lies on the same full disk, changes nothing. Thread-safe.
 */
final class PassFailures {
  // What becomes of a pass stands in the log under one name.
  private static final Logger LOG = LoggerFactory.getLogger(Passes.class);

  private final FlowStates states;
  private final Ledger ledger;
  private final Landings landings;
  private final BatchesInHand batches;
  private final PassWatch watch;

  /** A pass that has ended in the middle; its batch is null when there was none in hand, its run 0 when it had none. */
  private record Broken(String flow, long run, BatchId batch) {}

  PassFailures(FlowStates states, Ledger ledger, Landings landings, BatchesInHand batches, PassWatch watch) {
    this.states = states;
    this.ledger = ledger;
    this.landings = landings;
    this.batches = batches;
    this.watch = watch;
  }

  /** As {@link Passes#failed}. */
  void again(String flow, Failure failure, int attempts, Instant nextTry) {
    note(states.ask(flow, state -> new Broken(flow, state.run, state.batch)), failure, attempts, nextTry);
  }

  /**
   * As {@link Passes#fail(String, Failure, int)}.
   *
   * @param pauses whether the flow goes on by itself later
   */
  boolean end(String flow, Failure failure, int attempts, boolean pauses) {
    Optional<Broken> broken =
        states.change(
            flow,
            state -> {
              if (state.state == FlowProgress.State.FAILED) {
                return Optional.empty();
              }
              Broken pass = new Broken(flow, state.run, state.batch);
              state.problem = failure.problem();
              state.breakOff(pauses ? FlowProgress.State.WAITING : FlowProgress.State.FAILED);
              // Before those that wait hear of it: else their failure, which follows from this one, may be told first.
              tell(pass, failure, attempts, pauses);
              return Optional.of(pass);
            });
    broken.ifPresent(pass -> close(pass, failure, attempts));
    return broken.isPresent() && !pauses;
  }

  private static void tell(Broken pass, Failure failure, int attempts, boolean pauses) {
    String kept = pass.batch() == null ? "" : " at batch " + pass.batch() + ", which is kept";
    if (pauses) {
      LOG.error("Flow {} pauses{}, and goes on by itself when there is room: {}", pass.flow(), kept, failure.problem());
    } else {
      String tried = attempts > 1 ? " after " + attempts + " attempts" : "";
      String next = pass.batch() == null ? "" : " and taken up again at the next start";
      LOG.error("Flow {} stopped{}{}{} ({}): {}", pass.flow(), tried, kept, next, failure.why(), failure.problem());
    }
  }

  // A batch that is left open in the ledger is taken up again too, so that it matters little whether this is noted.
  private void close(Broken pass, Failure failure, int attempts) {
    Problem problem = failure.problem();
    note(pass, failure, attempts, null);
    if (pass.batch() != null) {
      landings.forget(pass.batch());
    }
    try {
      if (pass.batch() != null) {
        ledger.fail(pass.batch(), problem.code(), problem.message());
      }
      // A pass that failed before its first batch is a run too: who looks into the ledger is to find it.
      long run = pass.run() == 0 ? ledger.startRun(pass.flow()) : pass.run();
      ledger.finishRun(run, Ledger.RunState.FAILED, problem.code(), problem.message());
    } catch (CaravanException e) {
      LOG.warn("The ledger could not be told that the pass of flow {} ended: {}", pass.flow(), e.getMessage());
    }
    if (pass.batch() != null) {
      batches.giveBack(pass.flow(), pass.batch());
    }
    watch.ended(pass.flow(), false);
  }

  private void note(Broken pass, Failure failure, int attempts, Instant nextTry) {
    try {
      ledger.note(pass.flow(), pass.run(), pass.batch(), failure, attempts, nextTry);
    } catch (CaravanException e) {
      LOG.warn("Why flow {} failed could not be noted: {}", pass.flow(), e.getMessage());
    }
  }
}
