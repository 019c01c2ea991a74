package dev.caravan.api;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.contract.Contracts;
import dev.caravan.security.Action;
import dev.caravan.security.KeptActions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers calls, whatever they ask for and whatever goes wrong. Thread-safe. */
public final class Api implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Api.class);

  private final Map<Operation, Function<Call, Answer>> answers = new EnumMap<>(Operation.class);
  private final KeptActions actions;
  private final TaskWork work;
  private final Clock clock;

  /**
   * What calls are about.
   *
   * @param segments folder of raw segments
   * @param contracts as they are now
   * @param contractFolder where contracts are changed
   * @param trials by which rejects are tried out
   */
  public record Subject(JdbcLedger ledger, Path segments, Flows flows, Surroundings surroundings, Supplier<Contracts> contracts, Path contractFolder, Trials trials, KeptActions actions, Clock clock) {}

  public Api(Subject subject) {
    this.actions = subject.actions();
    this.clock = subject.clock();
    this.work = new TaskWork(subject.ledger().tasks());
    TaskCalls tasks = new TaskCalls(subject.ledger().tasks());
    OverviewCalls overview = new OverviewCalls(subject.flows(), subject.surroundings(), subject.ledger().database(), subject.clock());
    FlowCalls flows = new FlowCalls(subject.flows(), new Backfills(subject.ledger(), subject.segments()), work, tasks);
    RunCalls runs = new RunCalls(subject.ledger());
    ProfileCalls profiles = new ProfileCalls(subject.ledger().database(), subject.contracts(), subject.clock());
    TrendCalls trends = new TrendCalls(subject.ledger().database(), subject.clock());
    RejectCalls rejects = new RejectCalls(subject.ledger(), subject.contracts());
    MendingCalls mending = new MendingCalls(subject, work, tasks);
    ContractCalls contracts = new ContractCalls(subject.contracts());
    DriftCalls drift = new DriftCalls(subject.ledger(), subject.contracts(), subject.contractFolder(), subject.clock());
    AuditCalls audit = new AuditCalls(subject.ledger().database());
    answers.put(Operation.SHOW_OVERVIEW, overview::show);
    answers.put(Operation.LIST_BUDGETS, overview::budgets);
    answers.put(Operation.LIST_FLOWS, flows::list);
    answers.put(Operation.SHOW_FLOW, flows::show);
    answers.put(Operation.SUSPEND_FLOW, flows::suspend);
    answers.put(Operation.RESUME_FLOW, flows::resume);
    answers.put(Operation.STOP_FLOW, flows::stop);
    answers.put(Operation.START_FLOW, flows::start);
    answers.put(Operation.BACKFILL_FLOW, flows::backfill);
    answers.put(Operation.LIST_TASKS, tasks::list);
    answers.put(Operation.SHOW_TASK, tasks::show);
    answers.put(Operation.WATCH_TASK, tasks::show);
    answers.put(Operation.LIST_RUNS, runs::list);
    answers.put(Operation.SHOW_RUN, runs::show);
    answers.put(Operation.LIST_BATCHES, runs::batches);
    answers.put(Operation.SHOW_BATCH, runs::batch);
    answers.put(Operation.SHOW_PROFILE, profiles::show);
    answers.put(Operation.LIST_REJECT_TREND, trends::list);
    answers.put(Operation.LIST_REJECTS, rejects::list);
    answers.put(Operation.COUNT_REJECTS, rejects::counts);
    answers.put(Operation.SHOW_REJECT, rejects::show);
    answers.put(Operation.SHOW_REJECT_UNMASKED, rejects::showUnmasked);
    answers.put(Operation.EDIT_REJECT, mending::edit);
    answers.put(Operation.DROP_REJECTS, mending::drop);
    answers.put(Operation.REPLAY_REJECTS, mending::replay);
    answers.put(Operation.DRY_RUN_REJECTS, mending::tryOut);
    answers.put(Operation.LIST_CONTRACTS, contracts::list);
    answers.put(Operation.SHOW_CONTRACT, contracts::show);
    answers.put(Operation.LIST_DRIFT, drift::list);
    answers.put(Operation.ACCEPT_DRIFT, drift::accept);
    answers.put(Operation.DECLINE_DRIFT, drift::decline);
    answers.put(Operation.LIST_AUDIT, audit::list);
  }

  /** Never throws. Whether the caller may has been asked at the doors; it is asked again where it is done. */
  public Answer answer(Call call) {
    try {
      if (!call.caller().may(call.operation().permission())) {
        note(call, ErrorCode.ACCESS_DENIED.code());
        return ProblemAnswer.of(new CaravanException(ErrorCode.ACCESS_DENIED, "A " + call.caller().role().word() + " may not: " + call.operation().permission().word()));
      }
      return call.operation().audited() ? audited(call) : answers.get(call.operation()).apply(call);
    } catch (CaravanException e) {
      LOG.debug("{} is refused", call.operation().id(), e);
      return ProblemAnswer.of(e);
    } catch (RuntimeException e) {
      LOG.error("The call {} of {} failed", call.operation().id(), call.caller().name(), e);
      return ProblemAnswer.of(new CaravanException(Problem.of(ErrorCode.API_FAILED, null, "The call failed; the log of the process tells why")));
    }
  }

  // Written down before it is done: what cannot be written down is not done.
  private Answer audited(Call call) {
    note(call, Action.BEGUN);
    try {
      Answer answer = answers.get(call.operation()).apply(call);
      note(call, Action.DONE);
      return answer;
    } catch (CaravanException e) {
      note(call, e.code().code());
      throw e;
    } catch (RuntimeException e) {
      note(call, ErrorCode.API_FAILED.code());
      throw e;
    }
  }

  private void note(Call call, String outcome) {
    actions.note(Action.of(clock.instant(), call.caller(), call.operation().permission().word(), Subjects.of(call), outcome, call.address()));
  }

  /** Ends what is under way for callers. */
  @Override
  public void close() {
    work.close();
  }
}
