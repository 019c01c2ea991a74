package dev.caravan.sink.jdbc;

import dev.caravan.CaravanException;
import dev.caravan.batch.StageOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds the rows of a batch that a database refuses, by trying ever smaller parts: first those that cannot land even
 * alone, then those that cannot land beside the ones before them in the source. One thread.
 */
final class RefusedRows {
  private final Attempt attempt;
  private final int atMost;
  private final List<Row> found = new ArrayList<>();

  /** Lands a part of the rows, and takes it back. */
  interface Attempt {
    /**
     * @param where condition of the rows of the part
     * @return why they cannot land, if so
     * @throws CaravanException when something else than a row is to blame
     */
    Optional<RowFailure> land(String where);
  }

  /** @param ordinal of the record in its segment */
  record Row(long ordinal, RowFailure why) {}

  /** @param atMost rows that are looked for; one more ends the search */
  RefusedRows(Attempt attempt, int atMost) {
    this.attempt = attempt;
    this.atMost = atMost;
  }

  /**
   * @param first ordinal of the batch
   * @param last ordinal of the batch
   * @return in no order; one more than asked for when there are more
   */
  List<Row> find(long first, long last) {
    alone(first, last);
    while (!full()) {
      Optional<RowFailure> together = attempt.land(others());
      if (together.isEmpty()) {
        return found;
      }
      found.add(following(first, last, together.get()));
    }
    return found;
  }

  private void alone(long first, long last) {
    if (full()) {
      return;
    }
    Optional<RowFailure> why = attempt.land(StageOptions.ORDINAL + " BETWEEN " + first + " AND " + last);
    if (why.isEmpty()) {
      return;
    }
    if (first == last) {
      found.add(new Row(first, why.get()));
      return;
    }
    long middle = first + (last - first) / 2;
    alone(first, middle);
    alone(middle + 1, last);
  }

  /** The first row that cannot land together with those before it. */
  private Row following(long first, long last, RowFailure together) {
    long most = last;
    long least = first;
    RowFailure why = together;
    while (least < most) {
      long middle = least + (most - least) / 2;
      Optional<RowFailure> failure = attempt.land(StageOptions.ORDINAL + " <= " + middle + " AND " + others());
      if (failure.isPresent()) {
        most = middle;
        why = failure.get();
      } else {
        least = middle + 1;
      }
    }
    return new Row(most, why);
  }

  private String others() {
    String refused = found.stream().map(row -> Long.toString(row.ordinal())).collect(Collectors.joining(", "));
    return found.isEmpty() ? "true" : StageOptions.ORDINAL + " NOT IN (" + refused + ")";
  }

  private boolean full() {
    return found.size() > atMost;
  }
}
