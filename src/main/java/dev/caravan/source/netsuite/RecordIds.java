package dev.caravan.source.netsuite;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.util.TreeSet;

/**
 * Finds all ids of a type. The record service lists them in no order, and in another one for each page, so that pages
 * repeat and leave out: ranges of ids are halved until each fits into one page.
 */
final class RecordIds {
  private static final long FIRST_BOUND = 1L << 14;
  private static final long MOST = 1L << 60;

  private final RecordService service;
  private final String filter;
  private final TreeSet<Long> found = new TreeSet<>();

  private RecordIds(RecordService service, String filter) {
    this.service = service;
    this.filter = filter;
  }

  /** @param filter conditions joined by AND, blank for none */
  static TreeSet<Long> all(RecordService service, String filter) {
    RecordIds ids = new RecordIds(service, filter);
    RecordService.Ids first = service.ids(filter, RecordService.PAGE);
    if (first.whole()) {
      return new TreeSet<>(first.ids());
    }
    ids.search();
    return ids.found;
  }

  private void search() {
    long bound = FIRST_BOUND;
    while (bound < MOST && !service.ids(with("id GREATER_OR_EQUAL " + bound), 1).ids().isEmpty()) {
      bound *= 2;
    }
    // Some that came with the account have ids below zero.
    if (!service.ids(with("id LESS 0"), 1).ids().isEmpty()) {
      range(-bound, 0);
    }
    range(0, bound);
  }

  private void range(long from, long below) {
    RecordService.Ids page = service.ids(with("id GREATER_OR_EQUAL " + from + " AND id LESS " + below), RecordService.PAGE);
    if (page.whole()) {
      found.addAll(page.ids());
      return;
    }
    if (below - from < 2) {
      throw new CaravanException(ErrorCode.NETSUITE_ORDER, "The list of ids from " + from + " to " + below + " does not fit into one page");
    }
    long middle = from + (below - from) / 2;
    range(from, middle);
    range(middle, below);
  }

  private String with(String condition) {
    return filter.isBlank() ? condition : filter + " AND " + condition;
  }
}
