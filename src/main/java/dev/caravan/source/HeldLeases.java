package dev.caravan.source;

import dev.caravan.catalog.Ledger;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases this process holds, so that no two processes work on the same flow. They end by
 * themselves unless {@link #renew} is called well within their time. Thread-safe.
 */
public final class HeldLeases {
  private static final Logger LOG = LoggerFactory.getLogger(HeldLeases.class);

  private final Ledger ledger;
  private final String owner;
  private final Duration time;
  private final Set<String> held = ConcurrentHashMap.newKeySet();

  /** @param owner names this process, the same for all its leases */
  public HeldLeases(Ledger ledger, String owner, Duration time) {
    this.ledger = ledger;
    this.owner = owner;
    this.time = time;
  }

  public Duration time() {
    return time;
  }

  /** @return false when another process holds it */
  public boolean take(String name) {
    boolean taken = ledger.lease(name, owner, time);
    if (taken) {
      held.add(name);
    } else {
      held.remove(name);
    }
    return taken;
  }

  /** Whether it is held, as the ledger says; it lasts longer then. */
  boolean keeps(String name) {
    if (!held.contains(name)) {
      return false;
    }
    boolean kept = ledger.renew(name, owner, time);
    if (!kept) {
      lose(name);
    }
    return kept;
  }

  private void lose(String name) {
    if (held.remove(name)) {
      LOG.warn("Another process has taken the lease {}: this one was silent for more than {} s", name, time.toSeconds());
    }
  }

  /** Whether it was held when the ledger was asked last. */
  public boolean holds(String name) {
    return held.contains(name);
  }

  /** Tells the ledger that this process is alive. A lease that another process has taken is held no more. */
  public void renew() {
    for (String name : held) {
      if (!ledger.renew(name, owner, time)) {
        lose(name);
      }
    }
  }

  /** Gives one back, if it is held. */
  public void release(String name) {
    if (held.remove(name)) {
      ledger.release(name, owner);
    }
  }

  /** Gives everything back, so that another process need not wait. */
  public void releaseAll() {
    for (String name : held) {
      ledger.release(name, owner);
      held.remove(name);
    }
  }
}
