package dev.caravan.source.http;

import dev.caravan.catalog.CallPermits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of the limits of outside systems belongs to this process, by the ledger that it shares with others. Its share
 * of a system is renewed with every {@link #beat}, and given back when no call has been asked for a while. Thread-safe.
 */
public final class CallShares implements AutoCloseable {
  /** after which a process that does not beat counts as dead */
  static final Duration TIME = Duration.ofSeconds(30);
  static final Duration IDLE = Duration.ofSeconds(10);
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Logger LOG = LoggerFactory.getLogger(CallShares.class);

  private final CallPermits permits;
  private final String owner;
  private final Clock clock;
  private final List<LeasedShare> shares = new CopyOnWriteArrayList<>();
  private ScheduledExecutorService beats;

  /** @param owner this process */
  public CallShares(CallPermits permits, String owner, Clock clock) {
    this.permits = permits;
    this.owner = owner;
    this.clock = clock;
  }

  /** The share of a system, to be asked for once; the beats go on by themselves from then on. */
  public synchronized ConcurrencyBudget.Share beating(String system) {
    if (beats == null) {
      beats = Executors.newSingleThreadScheduledExecutor(CallShares::thread);
      beats.scheduleWithFixedDelay(this::beat, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }
    return of(system);
  }

  ConcurrencyBudget.Share of(String system) {
    LeasedShare share = new LeasedShare(system);
    shares.add(share);
    return share;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "caravan-call-shares");
    thread.setDaemon(true);
    return thread;
  }

  /** Renews what is in use, takes what has become free and gives back what is more than fair. */
  void beat() {
    for (LeasedShare share : shares) {
      try {
        share.beat();
      } catch (RuntimeException e) {
        // Thrown on, it would end the schedule; the next call or beat tries again.
        LOG.warn("The share of calls to {} could not be renewed: {}", share.system, e.getMessage());
      }
    }
  }

  @Override
  public synchronized void close() {
    if (beats != null) {
      // Not shutdownNow: an interrupt in the middle of a write would close the file under H2.
      beats.shutdown();
      awaitLastBeat();
      beats = null;
    }
    for (LeasedShare share : shares) {
      try {
        share.giveBack();
      } catch (RuntimeException e) {
        LOG.warn("The share of calls to {} ends by itself: {}", share.system, e.getMessage());
      }
    }
  }

  // It would meet a ledger that is being closed.
  private void awaitLastBeat() {
    try {
      if (!beats.awaitTermination(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("The last renewal of shares of calls is not waited for any longer");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answers from memory; what is held in the ledger is never less than what is under way. */
  private final class LeasedShare implements ConcurrencyBudget.Share {
    private final String system;
    private volatile int limit;
    private int granted;
    private int underWay;
    private int kept;
    private boolean renewing;
    private Instant until = Instant.MIN;
    private Instant asked = Instant.MIN;

    LeasedShare(String system) {
      this.system = system;
    }

    @Override
    public synchronized boolean begin(int limit) {
      this.limit = limit;
      asked = clock.instant();
      if (!until.isAfter(asked)) {
        if (renewing) {
          return false;
        }
        granted = 0;
        beginRenewal();
        renew();
      }
      if (underWay >= granted) {
        return false;
      }
      underWay++;
      return true;
    }

    @Override
    public synchronized void ended() {
      underWay--;
    }

    @Override
    public synchronized int of(int limit) {
      return until.equals(Instant.MIN) ? limit : granted;
    }

    // Outside of the lock: calls begin and end while the ledger writes.
    void beat() {
      if (inUse()) {
        renew();
      }
    }

    private synchronized boolean inUse() {
      if (until.equals(Instant.MIN) || renewing) {
        return false;
      }
      if (underWay == 0 && asked.plus(IDLE).isBefore(clock.instant())) {
        giveBack();
        return false;
      }
      beginRenewal();
      return true;
    }

    private void beginRenewal() {
      renewing = true;
      // As many may be under way before the ledger has answered; what is more than fair goes back with the next beat.
      kept = Math.max(underWay, granted);
    }

    private void renew() {
      Instant from = clock.instant();
      try {
        CallPermits.Division division = permits.take(system, owner, limit, kept, TIME);
        renewed(Math.min(division.held(), division.fair()), from.plus(TIME));
      } catch (RuntimeException e) {
        // Nobody knows what is held: no call begins until it is known again.
        renewed(0, Instant.MIN);
        throw e;
      }
    }

    private synchronized void renewed(int calls, Instant time) {
      boolean givenBack = !renewing;
      renewing = false;
      granted = givenBack ? 0 : calls;
      until = givenBack ? Instant.MIN : time;
      if (givenBack) {
        permits.release(system, owner);
      }
    }

    synchronized void giveBack() {
      if (!until.equals(Instant.MIN)) {
        renewing = false;
        until = Instant.MIN;
        granted = 0;
        permits.release(system, owner);
      }
    }
  }
}
