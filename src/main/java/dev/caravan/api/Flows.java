package dev.caravan.api;

import dev.caravan.source.FlowProgress;
import java.util.List;

/** The flows of a process that runs. Thread-safe. */
public interface Flows {
  /** All of them, by name. */
  List<Standing> all();

  /** From now on the flow begins nothing new; what it has in hand may finish. It does not outlast the process. @param flow is one of {@link #all} */
  void suspend(String flow);

  /** Takes {@link #suspend} back. */
  void resume(String flow);

  /** How a flow stands. @param route what its route does */
  record Standing(FlowProgress progress, RouteState route) {}

  /** What the route of a flow does. */
  enum RouteState {
    RUNNING,
    /** it begins nothing new */
    SUSPENDED,
    /** it stands still until somebody starts it */
    STOPPED
  }
}
