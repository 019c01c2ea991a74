package dev.caravan.source.netsuite;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/**
 * Cuts the keys of a window into stretches that can be read at once: long ones first, shorter ones
 * towards the end, so that no call waits for the last. One thread at a time.
 */
final class Pieces {
  private static final int LONGEST_PAGES = 20;
  /** shorter ones would cost more in pages that are not full than they spare in waiting for the last */
  private static final int SHORTEST_PAGES = 3;
  /** a stretch of a little less than whole pages does not need another call for a few rows */
  private static final int SPARED_ROWS = SuiteQl.PAGE / 10;

  private final BigInteger highest;
  private final BigDecimal rowsPerKey;
  private final int parallel;
  private final long mostRows;
  private BigInteger next;

  /**
   * Behind {@code after}, up to and with {@code upTo}; both of the first key column.
   *
   * @param rows how many it has, about
   */
  record Stretch(List<String> after, String upTo, long rows) {}

  /**
   * @param after the highest key that is not wanted
   * @param rows how many there are about from there to the highest
   * @param parallel calls at once
   * @param mostRows of one stretch, about
   */
  Pieces(BigInteger after, BigInteger highest, long rows, int parallel, long mostRows) {
    this.next = after;
    this.highest = highest;
    this.parallel = parallel;
    this.mostRows = mostRows;
    BigDecimal keys = new BigDecimal(highest.subtract(after).max(BigInteger.ONE));
    this.rowsPerKey = BigDecimal.valueOf(Math.max(1, rows)).divide(keys, 30, RoundingMode.HALF_UP);
  }

  /** Rows that are read ahead of what lands: so many that the calls go on while a batch lands. */
  static long ahead(int parallel, long mostRows) {
    return 2L * parallel * Math.min(mostRows, LONGEST_PAGES * SuiteQl.PAGE);
  }

  boolean hasNext() {
    return next.compareTo(highest) < 0;
  }

  Stretch next() {
    BigInteger left = highest.subtract(next);
    BigDecimal rowsLeft = new BigDecimal(left).multiply(rowsPerKey);
    long pages = rowsLeft.divide(BigDecimal.valueOf(2L * parallel * SuiteQl.PAGE), 0, RoundingMode.DOWN).longValue();
    long rows = Math.min(mostRows, SuiteQl.PAGE * Math.min(LONGEST_PAGES, Math.max(SHORTEST_PAGES, pages)) - SPARED_ROWS);
    BigInteger keys = BigDecimal.valueOf(rows).divide(rowsPerKey, 0, RoundingMode.DOWN).toBigInteger().max(BigInteger.ONE);
    BigInteger upTo = next.add(keys).min(highest);
    Stretch stretch = new Stretch(List.of(next.toString()), upTo.toString(), rows);
    next = upTo;
    return stretch;
  }
}
