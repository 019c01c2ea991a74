package dev.caravan.runtime;

import dev.caravan.catalog.StoppedFlows;
import dev.caravan.source.Passes;

/** Sees to it that flows which people have stopped, in whatever process, begin nothing in this one. Thread-safe. */
final class StopWatch {
  private final StoppedFlows stopped;
  private final Passes passes;

  StopWatch(StoppedFlows stopped, Passes passes) {
    this.stopped = stopped;
    this.passes = passes;
  }

  void look() {
    // Runs that only finish what was begun are asked for by name, and may.
    if (passes.takesIn()) {
      passes.stop(stopped.all().keySet());
      passes.giveUpStopped();
    }
  }
}
