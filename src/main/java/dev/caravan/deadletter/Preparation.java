package dev.caravan.deadletter;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.ProcessOwner;
import java.time.Duration;
import java.util.function.Supplier;

/** What is being made ready to run again: for a flow by one at a time, since two would take the same generation. */
final class Preparation {
  private static final Duration TIME = Duration.ofMinutes(10);

  private Preparation() {}

  /** @throws CaravanException LEDGER_CONFLICT when somebody else is at it */
  static <T> T of(JdbcLedger ledger, String flow, Supplier<T> work) {
    String lease = "replay:" + flow;
    String owner = ProcessOwner.current().name();
    if (!ledger.lease(lease, owner, TIME)) {
      throw new CaravanException(Problem.of(ErrorCode.LEDGER_CONFLICT, null, "Another replay of flow " + flow + " is being prepared").next("Try again in a moment."));
    }
    try {
      return work.get();
    } finally {
      ledger.release(lease, owner);
    }
  }
}
