package dev.caravan.runtime;

import dev.caravan.catalog.Event;
import dev.caravan.catalog.Outbox;
import dev.caravan.catalog.ProcessOwner;
import dev.caravan.failure.Dependency;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts it into the outbox when breakers open, by a thread of its own: whoever made the call that failed waits for no
 * ledger. Thread-safe.
 */
final class BreakerEvents implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BreakerEvents.class);
  private static final long LAST_SECONDS = 10;

  private final Outbox outbox;
  private final ExecutorService writing = Executors.newSingleThreadExecutor(BreakerEvents::thread);

  BreakerEvents(Outbox outbox) {
    this.outbox = outbox;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "caravan-breaker-events");
    thread.setDaemon(true);
    return thread;
  }

  /** Watches a dependency; the ledger's own breaker cannot be written down while it is open. */
  void watch(Dependency dependency) {
    if (!dependency.name().equals(DependencyHealth.LEDGER)) {
      dependency.onOpened(standing -> keepLater(dependency, standing.opened()));
    }
  }

  private void keepLater(Dependency dependency, long opening) {
    try {
      writing.execute(() -> keep(dependency, opening));
    } catch (RejectedExecutionException e) {
      LOG.debug("The circuit breaker {} opened while Caravan ends", dependency.name(), e);
    }
  }

  private void keep(Dependency dependency, long opening) {
    try {
      outbox.put(
          new Event.BreakerOpened(
              dependency.name(), ProcessOwner.current().name(), opening, dependency.policy().open().toSeconds(), dependency.openedBy().orElse(null)));
    } catch (RuntimeException e) {
      LOG.warn("Nobody is told by an event that the circuit breaker {} opened: {}", dependency.name(), e.getMessage());
    }
  }

  @Override
  public void close() {
    writing.shutdown();
    try {
      if (!writing.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS)) {
        LOG.debug("An event of a breaker takes longer than the process");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
