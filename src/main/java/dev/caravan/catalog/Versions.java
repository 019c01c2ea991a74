package dev.caravan.catalog;

import java.util.List;

/**
 * How the rows of a dataset are versions of one another. Immutable.
 *
 * @param key columns that identify a row
 * @param by column that orders the versions of a key; null means the time of landing
 */
public record Versions(List<String> key, String by) {
  public Versions {
    key = List.copyOf(key);
  }
}
