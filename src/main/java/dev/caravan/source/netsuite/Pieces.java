package dev.caravan.source.netsuite;

import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Cuts the keys of a window into stretches that can be read at once: long ones first, shorter ones
 * towards the end, so that no call waits for the last. Each is meant to have a little less than whole
 * pages, for what is over them costs a call. One thread at a time.
 */
final class Pieces {
  private static final int LONGEST_PAGES = 20;
  /** shorter ones, cut by a guess, would cost more in pages that are not full than they spare in waiting for the last */
  private static final int SHORTEST_GUESSED_PAGES = 3;
  /** rows of a stretch that is cut by a guess left away from whole pages */
  private static final long GUESSED_DOUBT = SuiteQl.PAGE / 10;

  private final int parallel;
  private final int readers;
  private final long mostRows;
  private final CompletableFuture<KeyDensity> counts;
  private KeyDensity density;
  private boolean counted;
  private BigInteger next;

  /**
   * Behind {@code after}, up to and with {@code upTo}; both of the first key column.
   *
   * @param rows how many it has, about
   */
  record Stretch(List<String> after, String upTo, long rows) {}

  /**
   * @param guess how many rows there are about from the highest key that is not wanted to the highest that is
   * @param counts where they are, once it is known; stretches are short until then
   * @param limits which calls are made at once, by how many readers; a stretch has about the rows of a batch at most
   */
  Pieces(KeyDensity guess, CompletableFuture<KeyDensity> counts, SuiteQlReader.Limits limits) {
    this.next = guess.after();
    this.density = guess;
    this.counts = counts;
    this.parallel = limits.parallel();
    this.readers = limits.readers();
    this.mostRows = limits.batchRows();
  }

  /** Rows that are to be read ahead of what lands now: so many that the calls go on while a batch lands. */
  long ahead() {
    takeCounts();
    return counts.isDone() ? (long) (readers + parallel) * Math.min(mostRows, LONGEST_PAGES * SuiteQl.PAGE) : (long) readers * SHORTEST_GUESSED_PAGES * SuiteQl.PAGE;
  }

  boolean hasNext() {
    return next.compareTo(density.highest()) < 0;
  }

  Stretch next() {
    takeCounts();
    double before = density.rowsUpTo(next);
    long rows = Math.min(mostRows, SuiteQl.PAGE * pages(density.rows() - before) - (counted ? Math.min(GUESSED_DOUBT, density.doubt()) : GUESSED_DOUBT));
    BigInteger upTo = density.keyAt(before + rows).max(next.add(BigInteger.ONE)).min(density.highest());
    Stretch stretch = new Stretch(List.of(next.toString()), upTo.toString(), rows);
    next = upTo;
    return stretch;
  }

  private long pages(double rowsLeft) {
    long pages = counts.isDone() ? Math.min(LONGEST_PAGES, (long) (rowsLeft / ((long) (readers + parallel) * SuiteQl.PAGE))) : 0;
    return Math.max(counted ? 1 : SHORTEST_GUESSED_PAGES, pages);
  }

  private void takeCounts() {
    if (!counted && counts.isDone() && !counts.isCompletedExceptionally()) {
      density = counts.join();
      counted = true;
    }
  }
}
