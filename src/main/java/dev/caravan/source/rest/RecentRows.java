package dev.caravan.source.rest;

import dev.caravan.source.http.RowDigests;
import java.util.ArrayList;
import java.util.List;

/** Rows of one batch, of which those that will come again are to be remembered. Not thread-safe. */
final class RecentRows {
  private final List<Row> rows = new ArrayList<>();

  private record Row(RowDigests.Digest digest, Long order) {}

  /** @param order null for a row without a value, which may come at any time */
  void add(RowDigests.Digest digest, Long order) {
    rows.add(new Row(digest, order));
  }

  void addAll(RecentRows more) {
    rows.addAll(more.rows);
  }

  /** @param from value from which on rows come again */
  RowDigests from(long from) {
    RowDigests digests = new RowDigests();
    rows.stream().filter(row -> row.order() == null || row.order() >= from).forEach(row -> digests.add(row.digest()));
    return digests;
  }
}
