package dev.caravan.api;

import dev.caravan.catalog.StoppedFlows;
import dev.caravan.source.FlowProgress;
import java.util.List;
import java.util.Optional;

/** The flows of a process that runs; those that are named are of {@link #all}. Thread-safe. */
public interface Flows {
  /** All of them, by name. */
  List<Standing> all();

  /** From now on the flow begins nothing new in this process; what it has in hand may finish. It does not outlast the process. */
  void suspend(String flow);

  /** Takes {@link #suspend} back. */
  void resume(String flow);

  /**
   * From now on the flow begins nothing new, in no process that shares the ledger and none that comes later, until
   * {@link #start}; what it has in hand may finish.
   *
   * @param reason in words of the actor, or null
   */
  void stop(String flow, String actor, String reason);

  /**
   * Waits until a flow that was stopped has nothing in hand here, and others may have its lease.
   *
   * @throws dev.caravan.CaravanException FLOW_STOPPED when the process is stopped before
   */
  void awaitStopped(String flow);

  /** Takes {@link #stop} back. */
  void start(String flow);

  /**
   * How a flow stands.
   *
   * @param route what its route does
   * @param stopped who stopped it; empty when nobody did
   */
  record Standing(FlowProgress progress, RouteState route, Optional<StoppedFlows.Stop> stopped) {}

  /** What the route of a flow does. */
  enum RouteState {
    RUNNING,
    /** it begins nothing new */
    SUSPENDED,
    /** somebody has stopped it, and it still has something in hand */
    STOPPING,
    /** it stands still until somebody starts it */
    STOPPED
  }
}
