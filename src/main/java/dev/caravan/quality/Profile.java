package dev.caravan.quality;

import java.util.List;
import java.util.Objects;

/**
 * What a table looks like, column by column. The conventions stand in docs/reference/profile.md.
 * Immutable.
 *
 * @param source what was profiled, for people
 * @param keys smallest first; a key that contains another is not listed
 */
public record Profile(String source, long rows, List<ColumnProfile> columns, List<CandidateKey> keys) {
  public Profile {
    Objects.requireNonNull(source, "source is null");
    columns = List.copyOf(columns);
    keys = List.copyOf(keys);
  }

  /**
   * Columns whose values, together, occur once each and are never missing.
   *
   * @param exact every row was compared; false: an estimate of the distinct values says so
   */
  public record CandidateKey(List<String> columns, boolean exact) {
    public CandidateKey {
      columns = List.copyOf(columns);
    }
  }

  /** @throws java.util.NoSuchElementException when there is no such column */
  public ColumnProfile column(String name) {
    return columns.stream().filter(column -> column.name().equals(name)).findFirst().orElseThrow();
  }
}
