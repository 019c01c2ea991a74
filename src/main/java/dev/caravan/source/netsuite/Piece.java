package dev.caravan.source.netsuite;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.source.http.RowDigests;
import dev.caravan.source.http.RowFile;
import dev.caravan.source.http.Tombstones;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;

/**
 * A stretch of keys of one window, read page by page into a file of its own. After a failure it goes
 * on behind the last page it has. One thread at a time.
 */
final class Piece implements Callable<Piece> {
  private final SuiteQl suiteQl;
  private final KeyedQuery query;
  private final String since;
  private final String until;
  private final String upTo;
  private final long mostRows;
  private final Sieve sieve;
  private final RowFile rows;
  private final Keys keys;
  private final RowDigests toRemember = new RowDigests();
  private List<String> after;
  private long known;
  private boolean finished;
  private boolean whole;
  private volatile boolean abandoned;

  /**
   * @param since begin of the window, with the overlap; null for the beginning
   * @param after key behind which it begins; empty for the lowest
   * @param upTo highest value of the first key column, or null
   * @param mostRows after which it ends before its stretch does
   * @param sieve holds back rows that have landed; shared by the pieces of a window
   * @param keys where the keys of all rows are kept, or null
   */
  Piece(SuiteQl suiteQl, KeyedQuery query, String since, String until, List<String> after, String upTo, long mostRows, Sieve sieve, RowFile rows, Keys keys) {
    this.suiteQl = suiteQl;
    this.query = query;
    this.since = since;
    this.until = until;
    this.after = List.copyOf(after);
    this.upTo = upTo;
    this.mostRows = mostRows;
    this.sieve = sieve;
    this.rows = rows;
    this.keys = keys;
  }

  /** Where keys go, and how they are written. */
  record Keys(RowFile file, Tombstones tombstones) {}

  /** Reads to the end; does nothing when it has been there. */
  @Override
  public Piece call() {
    while (!finished && !abandoned) {
      page();
    }
    return this;
  }

  private void page() {
    List<String> columns = query.columns();
    String[][] last = new String[1][];
    long[] knownInPage = new long[1];
    RowDigests remembered = new RowDigests();
    rows.discardPage();
    if (keys != null) {
      keys.file().discardPage();
    }
    SuiteQl.Page page =
        suiteQl.page(
            query.page(since, until, after, upTo),
            SuiteQl.PAGE,
            columns,
            (json, length, values) -> {
              last[0] = values;
              if (keys != null) {
                byte[] own = keys.tombstones().key(json, length);
                keys.file().add(own, own.length);
              }
              RowDigests.Digest digest = RowDigests.Digest.of(json, length);
              if (sieve.remembers(values[values.length - 1])) {
                remembered.add(digest);
              }
              if (sieve.landed().contains(digest)) {
                knownInPage[0]++;
              } else {
                rows.add(json, length);
              }
            });
    if (page.rows() > 0) {
      List<String> key = key(query.keyColumns(), Arrays.copyOf(last[0], query.keyColumns().size()), after);
      if (keys != null) {
        keys.file().endPage();
      }
      rows.endPage();
      toRemember.addAll(remembered);
      known += knownInPage[0];
      after = key;
    }
    whole = page.rows() == 0 || !page.hasMore();
    finished = whole || rows.rows() >= mostRows;
  }

  static List<String> key(List<String> columns, String[] values, List<String> after) {
    if (Arrays.stream(values).anyMatch(Objects::isNull)) {
      throw new CaravanException(
          Problem.of(ErrorCode.NETSUITE_QUERY, null, "A row came without its key, so that no page can go on behind it")
              .required("a value for each of " + columns, Arrays.toString(values))
              .next("Select the columns of `key` (with `cursor`, those behind the first), under their own names; they may not be null."));
    }
    List<String> key = List.of(values);
    if (key.equals(after)) {
      throw new CaravanException(
          Problem.of(ErrorCode.NETSUITE_ORDER, null, "A page ended with the key that the page before it ended with").required("a key behind " + after, key.toString()));
    }
    return key;
  }

  /** Nobody waits for it any more: it ends with the page in hand. Any thread may say so. */
  void abandon() {
    abandoned = true;
  }

  /** Keys of all rows, landed before or not; null when nobody wants them. */
  RowFile keys() {
    return keys == null ? null : keys.file();
  }

  RowFile rows() {
    return rows;
  }

  /** Rows that were held back because they have landed. */
  long known() {
    return known;
  }

  /** Rows the next window may bring again. */
  RowDigests toRemember() {
    return toRemember;
  }

  /** The key of the last row read. */
  List<String> after() {
    return after;
  }

  String upTo() {
    return upTo;
  }

  /** Whether the whole stretch has been read. */
  boolean whole() {
    return whole;
  }
}
