package dev.caravan.api;

import dev.caravan.source.FlowProgress;
import java.util.List;

/** The flows of a process that runs. Thread-safe. */
public interface Flows {
  /** All of them, by name. */
  List<Standing> all();

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
