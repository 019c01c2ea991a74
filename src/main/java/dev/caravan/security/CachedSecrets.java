package dev.caravan.security;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.Secret;
import dev.caravan.Secrets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hands out secrets of several stores, remembers each for a lifetime, and writes down who asked. One thread
 * reads a secret from its store; others that want the same wait for it. Thread-safe.
 */
public final class CachedSecrets implements Secrets, AutoCloseable {
  /** Uses within it are counted and told together: a signature per request must not cost a transaction. */
  private static final Set<String> ADDRESSED = Set.of("vault", "azure");
  private static final Duration TOLD_TOGETHER = Duration.ofMinutes(1);

  private final Map<String, SecretStore> stores;
  private final String byDefault;
  private final Duration lifetime;
  private final AccessLog log;
  private final Clock clock;
  private final Clock steady;
  private final Map<String, Held> held = new ConcurrentHashMap<>();

  /**
   * @param stores by name
   * @param byDefault name of the store that a name without one means
   * @param lifetime after this a value is asked for again; zero remembers nothing
   * @param clock the time of day, which is written down
   * @param steady by which lifetimes end, also when somebody sets the time of day
   */
  public CachedSecrets(Map<String, SecretStore> stores, String byDefault, Duration lifetime, AccessLog log, Clock clock, Clock steady) {
    this.stores = Map.copyOf(stores);
    this.byDefault = byDefault;
    this.lifetime = lifetime;
    this.log = log;
    this.clock = clock;
    this.steady = steady;
  }

  /** One secret in memory; its own monitor guards it. */
  private static final class Held {
    private Secret value;
    private Instant read;
    private final Map<String, Uses> uses = new HashMap<>();
  }

  /** Uses by one user that are not written down yet. */
  private static final class Uses {
    private Instant told;
    private long since;
  }

  @Override
  public Secret secret(String name) {
    return secret(name, "caravan");
  }

  @Override
  public boolean refused(String name, Secret value) {
    return refused(name, value, "caravan");
  }

  @Override
  public Secrets usedBy(String user) {
    CachedSecrets all = this;
    return new Secrets() {
      @Override
      public Secret secret(String name) {
        return all.secret(name, user);
      }

      @Override
      public boolean refused(String name, Secret value) {
        return all.refused(name, value, user);
      }

      @Override
      public Secrets usedBy(String other) {
        return all.usedBy(other);
      }
    };
  }

  private Secret secret(String text, String user) {
    SecretName name = named(text);
    String full = name.store() + ":" + name.path();
    Held secret = held.computeIfAbsent(full, any -> new Held());
    synchronized (secret) {
      if (secret.value == null || !steady.instant().isBefore(secret.read.plus(lifetime))) {
        read(secret, name, full, user, Access.Action.READ);
      } else {
        used(secret, full, user);
      }
      return secret.value;
    }
  }

  private boolean refused(String text, Secret value, String user) {
    SecretName name = named(text);
    String full = name.store() + ":" + name.path();
    Held secret = held.computeIfAbsent(full, any -> new Held());
    synchronized (secret) {
      // Another thread may have been refused before and have asked already.
      boolean stillOld = secret.value == null || secret.value.reveal().equals(value.reveal());
      if (stillOld) {
        read(secret, name, full, user, Access.Action.REFUSED);
      }
      return !secret.value.reveal().equals(value.reveal());
    }
  }

  private void read(Held secret, SecretName name, String full, String user, Access.Action action) {
    secret.value = null;
    Secret value;
    try {
      value = stores.get(name.store()).read(name.path());
    } catch (CaravanException e) {
      noteFailure(full, user, action, e);
      throw e;
    }
    log.note(new Access(clock.instant(), full, user, action, Access.DONE, 1));
    secret.value = value;
    secret.read = steady.instant();
  }

  private void noteFailure(String full, String user, Access.Action action, CaravanException failure) {
    try {
      log.note(new Access(clock.instant(), full, user, action, failure.code().code(), 1));
    } catch (CaravanException unaudited) {
      failure.addSuppressed(unaudited);
    }
  }

  private void used(Held secret, String full, String user) {
    Uses uses = secret.uses.computeIfAbsent(user, any -> new Uses());
    Instant now = steady.instant();
    uses.since++;
    if (uses.told == null || !now.isBefore(uses.told.plus(TOLD_TOGETHER))) {
      log.note(new Access(clock.instant(), full, user, Access.Action.USE, Access.DONE, uses.since));
      uses.told = now;
      uses.since = 0;
    }
  }

  private SecretName named(String text) {
    SecretName name = SecretName.of(text);
    String store = name.store() == null ? byDefault : name.store();
    if (!stores.containsKey(store)) {
      throw new CaravanException(
          Problem.of(ErrorCode.SECRET_NAME, null, "The secret '" + text + "' names a store that is not known: '" + store + "'")
              .next(Nearest.advice(store, stores.keySet()) + (ADDRESSED.contains(store) ? " It is known when caravan." + store + ".address is set." : "")));
    }
    if (name.path().isBlank()) {
      throw new CaravanException(Problem.of(ErrorCode.SECRET_NAME, null, "A secret is asked for without its name").required("[<store>:]<path>", "'" + text + "'"));
    }
    return new SecretName(store, name.path());
  }

  /** Writes down the uses that were only counted, and leaves the stores. */
  @Override
  public void close() {
    try {
      held.forEach((full, secret) -> {
        synchronized (secret) {
          secret.uses.forEach((user, uses) -> {
            if (uses.since > 0) {
              log.note(new Access(clock.instant(), full, user, Access.Action.USE, Access.DONE, uses.since));
              uses.since = 0;
            }
          });
        }
      });
    } finally {
      stores.values().forEach(SecretStore::close);
    }
  }
}
