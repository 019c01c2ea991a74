package dev.caravan.runtime;

import dev.caravan.streams.StreamsStanding;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Tells how each file of streams stands. One that waits for its brokers does not make the process unready: flows and
 * other streams go on, and it goes on by itself. Thread-safe.
 */
final class StreamsHealth extends AbstractHealthCheck implements DetailedHealth {
  private final StreamsServices streams;

  StreamsHealth(StreamsServices streams) {
    super("caravan", "caravan-streams");
    this.streams = streams;
  }

  @Override
  public boolean isLiveness() {
    return false;
  }

  @Override
  public String details() {
    return "streams";
  }

  @Override
  protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
    builder.up();
    streams.standings().forEach((name, standing) -> builder.detail(name, told(standing)));
  }

  private static String told(StreamsStanding standing) {
    return switch (standing.state()) {
      case RUNNING -> "running";
      case WAITING -> "waiting: " + standing.reason();
      case FAILED -> "failed: " + standing.reason() + "; it is tried again, the log says more";
      case STOPPED -> "stopped";
    };
  }
}
