package dev.caravan.runtime;

import dev.caravan.api.Flows;
import dev.caravan.source.Passes;
import java.util.List;

/** The flows of this process, as REST calls see them. Thread-safe. */
final class RunningFlows implements Flows {
  private final Passes passes;
  private final List<FlowContext> contexts;

  /** @param contexts of the runtime, which come and go */
  RunningFlows(Passes passes, List<FlowContext> contexts) {
    this.passes = passes;
    this.contexts = contexts;
  }

  @Override
  public List<Standing> all() {
    return passes.progress().stream().map(flow -> new Standing(flow, route(flow.flow()))).toList();
  }

  private RouteState route(String flow) {
    boolean runs = contexts.stream().anyMatch(context -> context.flows().contains(flow) && context.isStarted(flow));
    if (!runs) {
      return RouteState.STOPPED;
    }
    return passes.held(flow) ? RouteState.SUSPENDED : RouteState.RUNNING;
  }

  @Override
  public void suspend(String flow) {
    passes.hold(flow);
  }

  @Override
  public void resume(String flow) {
    passes.letGo(flow);
  }
}
