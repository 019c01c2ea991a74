package dev.caravan.source.netsuite;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.util.List;

/**
 * What is known of a window before its rows are. Until it is, no other call is made.
 *
 * @param lowest first key; null when there are no rows
 * @param keyless rows that lack a part of their key
 * @param texts rows with a text where a number seems to be
 * @param now the account's time when it was asked; null when it was not
 */
record Extent(String lowest, String highest, long rows, long keyless, long texts, String now) {
  static final List<String> COLUMNS = List.of("lowest", "highest", "counted", "keyless", "texts");
  static final List<String> TIMED_COLUMNS = List.of("lowest", "highest", "counted", "keyless", "texts", "now");

  /** @param row values of {@link #COLUMNS}; empty when the account has answered none */
  static Extent of(List<String> row, String now) {
    return row.isEmpty() ? new Extent(null, null, 0, 0, 0, now) : new Extent(row.get(0), row.get(1), number(row.get(2)), number(row.get(3)), number(row.get(4)), now);
  }

  /** @param row values of {@link #TIMED_COLUMNS}; empty when the account has answered none */
  static Extent timed(List<String> row) {
    return of(row, row.isEmpty() ? null : row.get(COLUMNS.size()));
  }

  private static long number(String text) {
    return text == null ? 0 : Long.parseLong(text);
  }

  /** Whether stretches of keys can be cut. */
  boolean numbers() {
    return texts == 0 && KeyedQuery.isNumber(lowest) && KeyedQuery.isNumber(highest);
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
