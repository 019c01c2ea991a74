package dev.caravan.sink.events;

import dev.caravan.CaravanException;
import dev.caravan.Secrets;
import dev.caravan.catalog.Outbox;
import dev.caravan.failure.Dependencies;
import dev.caravan.source.HeldLeases;
import dev.caravan.source.kafka.KafkaFailures;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what waits in the outbox, by a thread of its own. Of the processes that share a ledger one sends, the holder of
 * a lease. An event is removed when Kafka has it, so that it is sent at least once, under the same id. Flows do not wait
 * for it. Thread-safe.
 */
public final class EventSender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventSender.class);
  private static final String LEASE = "events";
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int AT_ONCE = 500;

  private final EventsConfig config;
  private final Outbox outbox;
  private final HeldLeases leases;
  private final Dependencies dependencies;
  private final Duration patience;
  private final EventProducer producer;
  private final Thread thread = new Thread(this::run, "caravan-events");
  private boolean closing;
  /** whether nobody waits for the thread any longer: the ledger may be closed */
  private volatile boolean left;
  private boolean away;
  private boolean toldOfMany;

  /** @param patience how long {@link #close} waits for what is under way */
  public EventSender(EventsConfig config, Outbox outbox, HeldLeases leases, Dependencies dependencies, Secrets secrets, Duration patience) {
    this(config, outbox, leases, dependencies, new EventProducer(config, secrets), patience);
  }

  EventSender(EventsConfig config, Outbox outbox, HeldLeases leases, Dependencies dependencies, EventProducer producer, Duration patience) {
    this.config = config;
    this.outbox = outbox;
    this.leases = leases;
    this.dependencies = dependencies;
    this.producer = producer;
    this.patience = patience;
    thread.setDaemon(true);
  }

  /** From now on events are kept, and sent. */
  public EventSender start() {
    outbox.keep(config.types());
    thread.start();
    return this;
  }

  private void run() {
    while (pause()) {
      attempt();
    }
    // What the last flows have left.
    attempt();
    producer.close();
  }

  // False when it is time to end.
  private synchronized boolean pause() {
    try {
      if (!closing) {
        wait(PAUSE.toMillis());
      }
    } catch (InterruptedException e) {
      closing = true;
    }
    return !closing;
  }

  // Whatever happens, the thread goes on.
  private void attempt() {
    if (left) {
      return;
    }
    try {
      List<Outbox.Waiting> events = outbox.waiting(AT_ONCE);
      while (!events.isEmpty() && leases.take(LEASE)) {
        // Another process may have sent them until it lost the lease.
        events = outbox.waiting(AT_ONCE);
        send(events);
        events = events.size() < AT_ONCE ? List.of() : outbox.waiting(AT_ONCE);
      }
    } catch (RuntimeException e) {
      if (!away && !left) {
        away = true;
        LOG.warn("Events wait in the ledger until they can be sent to topic {}: {}", config.topic(), e.getMessage());
      }
    }
    tellOfMany();
  }

  private void send(List<Outbox.Waiting> events) {
    if (events.isEmpty()) {
      return;
    }
    try {
      dependencies.call(
          config.dependency(),
          () -> {
            producer.send(events);
            return null;
          });
    } catch (RuntimeException e) {
      throw KafkaFailures.told("caravan.events", config.login().brokers(), "events", e);
    } catch (Exception e) {
      throw new IllegalStateException("a producer throws nothing that is checked", e);
    }
    outbox.sent(events);
    if (away) {
      away = false;
      LOG.info("Events are sent again to topic {}", config.topic());
    }
  }

  private void tellOfMany() {
    if (!away) {
      toldOfMany = false;
    } else if (!toldOfMany && !left) {
      try {
        long waiting = outbox.backlog().events();
        if (waiting >= config.warnAt()) {
          toldOfMany = true;
          LOG.warn("{} events wait in the ledger, which grows with them; none is dropped. Look at the brokers of caravan.events.brokers", waiting);
        }
      } catch (RuntimeException e) {
        LOG.debug("The outbox cannot be looked into", e);
      }
    }
  }

  /** Sends what waits, if the brokers answer; the rest is sent by whoever shares the ledger, or at the next start. */
  @Override
  public void close() {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    try {
      thread.join(patience.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    left = true;
    tellOfRest();
  }

  private void tellOfRest() {
    try {
      long waiting = outbox.backlog().events();
      if (waiting > 0) {
        LOG.warn("{} events are not sent yet; the next start sends them", waiting);
      }
    } catch (CaravanException e) {
      LOG.debug("The outbox cannot be looked into", e);
    }
  }
}
