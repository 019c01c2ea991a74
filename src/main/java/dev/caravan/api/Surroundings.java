package dev.caravan.api;

import dev.caravan.failure.Dependency;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What the flows of a process live among: its health, systems outside, and what is divided among them. Thread-safe. */
public interface Surroundings {
  Health health();

  /** Systems outside that were called so far, by name, each with its breaker. */
  List<Dependency.Standing> systems();

  /** What flows share, and none may use up. */
  List<Budget> budgets();

  /** Records that stand in topics and are not read yet; empty for a flow that reads none. */
  OptionalLong recordsBehind(String flow);

  /**
   * As {@code /health/ready} tells it.
   *
   * @param checks each with name, status and reason
   */
  record Health(boolean ready, List<Map<String, Object>> checks) {}

  /**
   * How much of something is used.
   *
   * @param name of an outside system, or of a part of the process
   * @param allowed of the limit, by this process now
   */
  record Budget(String name, Unit unit, long used, long allowed, long limit) {}

  /** What is counted. */
  enum Unit {
    /** under way at once */
    CALLS,
    BYTES
  }
}
