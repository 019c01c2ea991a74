package dev.caravan.catalog;

import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long proposals are kept. Who accepted or declined what is kept for ever. Thread-safe. */
public final class DriftRetention {
  private static final Logger LOG = LoggerFactory.getLogger(DriftRetention.class);

  private final DriftProposals proposals;
  private final Duration time;
  private final Clock clock;

  /** @param time after which a proposal goes whose drift was not seen again meanwhile */
  public DriftRetention(DriftProposals proposals, Duration time, Clock clock) {
    this.proposals = proposals;
    this.time = time;
    this.clock = clock;
  }

  /** Removes what has been kept long enough. */
  public void tidy() {
    int forgotten = proposals.forget(clock.instant().minus(time));
    if (forgotten > 0) {
      LOG.info("{} proposal(s) are forgotten, whose drift nobody has seen for {} days", forgotten, time.toDays());
    }
  }
}
