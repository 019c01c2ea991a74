package dev.caravan.quality;

import java.util.List;
import java.util.Set;

/**
 * How closely to look.
 *
 * @param depth what to do with a column of many distinct values
 * @param distinctLimit distinct values up to which they are counted one by one
 * @param sampleRows size of the sample
 * @param top number of commonest values and shapes that are kept
 * @param bins of a histogram
 * @param quantiles between 0 and 1, ascending
 * @param notAvailable texts that mean "no value", compared as they stand
 */
public record ProfileOptions(
    Depth depth, long distinctLimit, int sampleRows, int top, int bins, List<Double> quantiles, Set<String> notAvailable) {

  /** What to do with a column that has more distinct values than the limit. */
  public enum Depth {
    /** look at every row again: for files at hand */
    THOROUGH,
    /** look at a sample: cheap enough for each batch */
    SAMPLED
  }

  public static final ProfileOptions THOROUGH =
      new ProfileOptions(Depth.THOROUGH, 1_000_000, 50_000, 10, 20, List.of(0.05, 0.25, 0.5, 0.75, 0.95), Set.of());

  /** With room for the enumerations of a contract. */
  public static final ProfileOptions INFERENCE =
      new ProfileOptions(Depth.THOROUGH, 1_000_000, 50_000, 25, 20, List.of(0.05, 0.25, 0.5, 0.75, 0.95), Set.of());

  public static final ProfileOptions BATCH =
      new ProfileOptions(Depth.SAMPLED, 10_000, 20_000, 10, 20, List.of(0.05, 0.25, 0.5, 0.75, 0.95), Set.of());

  public ProfileOptions {
    quantiles = List.copyOf(quantiles);
    notAvailable = Set.copyOf(notAvailable);
    if (distinctLimit < 1 || sampleRows < 1 || top < 1 || bins < 1) {
      throw new IllegalArgumentException("limits are at least 1");
    }
  }

  /** The same with these tokens for "not available". */
  public ProfileOptions notAvailable(Set<String> tokens) {
    return new ProfileOptions(depth, distinctLimit, sampleRows, top, bins, quantiles, tokens);
  }
}
