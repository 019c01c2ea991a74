package dev.caravan.runtime.routetest;

/** What stands in for a sink: Kamelets and routes under test call it. */
public final class StubSink {
  private final CollectedSinks sinks;
  private final String name;

  /** @param name of the sink it stands for */
  public StubSink(CollectedSinks sinks, String name) {
    this.sinks = sinks;
    this.name = name;
  }

  /** Takes a batch, or the body of a message. */
  public void land(Object body) {
    sinks.land(name, body);
  }
}
