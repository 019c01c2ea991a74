package dev.caravan.catalog;

import dev.caravan.catalog.Ledger.RunState;

/**
 * Which runs are wanted; null means any.
 *
 * @param before only those that began before this run did: the last one of the page before
 * @param limit at most so many
 */
public record RunQuery(String flow, RunState state, Long before, int limit) {
  public RunQuery {
    if (limit < 0) {
      throw new IllegalArgumentException("limit must be at least 0, got " + limit);
    }
  }
}
