package dev.caravan.catalog;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows others that this process lives, by a lease that it renews while it has runs. Thread-safe. */
final class Heartbeat implements AutoCloseable {
  static final String PREFIX = "process:";
  static final Duration TIME = Duration.ofSeconds(60);
  private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

  private final Leases leases;
  private final ProcessOwner owner;
  private ScheduledExecutorService beats;

  Heartbeat(Leases leases, ProcessOwner owner) {
    this.leases = leases;
    this.owner = owner;
  }

  /** Takes the lease before it returns; does nothing but that when called again. */
  synchronized void start() {
    leases.take(name(), owner.name(), TIME);
    if (beats == null) {
      beats = Executors.newSingleThreadScheduledExecutor(Heartbeat::thread);
      long every = TIME.toMillis() / 4;
      beats.scheduleWithFixedDelay(this::beat, every, every, TimeUnit.MILLISECONDS);
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "caravan-ledger-heartbeat");
    thread.setDaemon(true);
    return thread;
  }

  private void beat() {
    try {
      leases.take(name(), owner.name(), TIME);
    } catch (RuntimeException e) {
      // Thrown on, it would end the schedule; the next beat may succeed.
      LOG.warn("The ledger did not take the sign of life of this process: {}", e.getMessage());
    }
  }

  private String name() {
    return PREFIX + owner.name();
  }

  @Override
  public synchronized void close() {
    if (beats == null) {
      return;
    }
    // Not shutdownNow: an interrupt in the middle of a write would close the file under H2.
    beats.shutdown();
    beats = null;
    try {
      leases.drop(name(), owner.name());
    } catch (RuntimeException e) {
      LOG.warn("The ledger did not take back the lease of this process, which ends by itself: {}", e.getMessage());
    }
  }
}
