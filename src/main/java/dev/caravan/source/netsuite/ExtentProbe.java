package dev.caravan.source.netsuite;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the extent of windows, and for the account's time when a window is to end with it: both in one call, or in
 * two once the account has refused that one. One thread at a time.
 */
final class ExtentProbe {
  private static final Logger LOG = LoggerFactory.getLogger(ExtentProbe.class);

  private final SuiteQl suiteQl;
  private final KeyedQuery query;
  private boolean timeAlone;

  ExtentProbe(SuiteQl suiteQl, KeyedQuery query) {
    this.suiteQl = suiteQl;
    this.query = query;
  }

  /**
   * @param since begin of the window, UTC to the second, inclusive; null for the beginning
   * @param until its end, exclusive; null for one that is not known
   * @return with the account's time when a window has an end and it was not known
   * @throws CaravanException NETSUITE_QUERY, NETSUITE_TABLE and those of {@link SuiteQl#page}
   */
  Extent ask(String since, String until) {
    if (until != null || !query.windowed()) {
      return extent(since, until, null);
    }
    return timeAlone ? inTwoCalls(since) : inOneCall(since);
  }

  private Extent inOneCall(String since) {
    try {
      Extent extent = Extent.timed(suiteQl.firstRow(query.extentAndTime(since), Extent.TIMED_COLUMNS));
      ServerClock.time(extent.now());
      return extent;
    } catch (CaravanException refused) {
      if (refused.code() != ErrorCode.NETSUITE_QUERY) {
        throw refused;
      }
      // Is it the query that is wrong, its rows are refused without the time too.
      Extent extent = inTwoCalls(since);
      timeAlone = true;
      LOG.info("The account does not tell its time beside rows, so each pass asks for it by a call more: {}", refused.problems().get(0).got());
      return extent;
    }
  }

  // The time first: what changes between the two calls belongs to the next window.
  private Extent inTwoCalls(String since) {
    return extent(since, null, ServerClock.now(suiteQl));
  }

  private Extent extent(String since, String until, String now) {
    return Extent.of(suiteQl.firstRow(query.extent(since, until), Extent.COLUMNS), now);
  }
}
