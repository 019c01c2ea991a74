package dev.caravan.streams;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How time is cut. */
sealed interface Window {

  /**
   * Windows of one length that begin at even distances since 1970; of equal length and distance, each record falls into one.
   *
   * @param every at most the size
   */
  record Fixed(Duration size, Duration every) implements Window {

    /** Beginnings of the windows that a moment falls into, in their order; in milliseconds since 1970. */
    List<Long> starts(long time) {
      List<Long> starts = new ArrayList<>();
      long step = every.toMillis();
      for (long start = Math.floorDiv(time, step) * step; start > time - size.toMillis(); start -= step) {
        starts.add(0, start);
      }
      return starts;
    }
  }

  /** Windows that last as long as no gap of this length lies between two records. */
  record Session(Duration gap) implements Window {}
}
