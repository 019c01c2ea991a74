package dev.caravan.catalog;

/**
 * Is told of each milestone before anything else happens, on the thread that does the work. Whoever lets the
 * process end there sees what the next start makes of it. Implementations are thread-safe and throw nothing.
 */
@FunctionalInterface
public interface Milestones {
  /** Nobody listens. */
  Milestones NONE = (milestone, flow) -> {};

  void reached(Milestone milestone, String flow);
}
