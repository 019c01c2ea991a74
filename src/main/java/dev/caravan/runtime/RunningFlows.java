package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.api.Flows;
import dev.caravan.catalog.StoppedFlows;
import dev.caravan.source.FlowProgress;
import dev.caravan.source.Passes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The flows of this process, as REST calls see them. Thread-safe. */
final class RunningFlows implements Flows {
  private static final Duration PATIENCE = Duration.ofDays(1);

  private final Passes passes;
  private final List<FlowContext> contexts;
  private final StoppedFlows stopped;

  /** @param contexts of the runtime, which come and go */
  RunningFlows(Passes passes, List<FlowContext> contexts, StoppedFlows stopped) {
    this.passes = passes;
    this.contexts = contexts;
    this.stopped = stopped;
  }

  @Override
  public List<Standing> all() {
    Map<String, StoppedFlows.Stop> stops = stopped.all();
    return passes.progress().stream().map(flow -> new Standing(flow, route(flow), Optional.ofNullable(stops.get(flow.flow())))).toList();
  }

  private RouteState route(FlowProgress flow) {
    boolean runs = contexts.stream().anyMatch(context -> context.flows().contains(flow.flow()) && context.isStarted(flow.flow()));
    if (!runs) {
      return RouteState.STOPPED;
    }
    if (passes.stopped(flow.flow())) {
      return flow.state() == FlowProgress.State.RUNNING ? RouteState.STOPPING : RouteState.STOPPED;
    }
    return passes.held(flow.flow()) ? RouteState.SUSPENDED : RouteState.RUNNING;
  }

  @Override
  public void suspend(String flow) {
    passes.hold(flow);
  }

  @Override
  public void resume(String flow) {
    passes.letGo(flow);
  }

  @Override
  public synchronized void stop(String flow, String actor, String reason) {
    stopped.stop(flow, actor, reason);
    passes.stop(stopped.all().keySet());
  }

  @Override
  public void awaitStopped(String flow) {
    if (!passes.awaitQuiet(flow, PATIENCE)) {
      throw new CaravanException(Problem.of(ErrorCode.FLOW_STOPPED, null, "Caravan was stopped before flow " + flow + " had finished its batch; the flow stays stopped"));
    }
    passes.giveUpStopped();
  }

  @Override
  public synchronized void start(String flow) {
    stopped.start(flow);
    passes.stop(stopped.all().keySet());
  }
}
