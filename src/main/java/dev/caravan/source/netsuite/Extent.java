package dev.caravan.source.netsuite;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.util.List;

/**
 * What is known of a window before its rows are. All of it comes with one answer: until it has come no
 * other call is made.
 *
 * @param lowest first key; null when there are no rows
 * @param keyless rows that lack a part of their key
 * @param texts rows with a text where a number seems to be
 * @param now the account's time when it was asked
 */
record Extent(String lowest, String highest, long rows, long keyless, long texts, String now) {
  static final List<String> COLUMNS = List.of("lowest", "highest", "counted", "keyless", "texts", "now");

  static Extent of(List<String> row) {
    return row.size() == COLUMNS.size()
        ? new Extent(row.get(0), row.get(1), number(row.get(2)), number(row.get(3)), number(row.get(4)), row.get(5))
        : new Extent(null, null, 0, 0, 0, null);
  }

  private static long number(String text) {
    return text == null ? 0 : Long.parseLong(text);
  }

  /** Whether stretches of keys can be cut. */
  boolean numbers() {
    return texts == 0 && KeyedQuery.isNumber(lowest) && KeyedQuery.isNumber(highest);
  }

  /**
   * When the account was asked: what changes from then on belongs to the next window.
   *
   * @throws CaravanException NETSUITE_QUERY when what it says is no time
   */
  String asked() {
    return ServerClock.time(now);
  }

  /** @throws CaravanException NETSUITE_QUERY when a row has none */
  void requireKeys(List<String> columns) {
    if (keyless > 0) {
      throw new CaravanException(
          Problem.of(ErrorCode.NETSUITE_QUERY, null, "Rows without a key would get lost between two pages")
              .required("a value of each of " + columns + " in each row", "none in " + keyless + " of " + rows + " rows")
              .next("Name columns that are never null as the key, or leave such rows out by a WHERE of the query."));
    }
  }
}
