package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.Secret;
import dev.caravan.failure.Dependencies;
import dev.caravan.security.SecretStore;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;

/** A store of secrets outside, asked by the rules of its dependency, which has the name of the store. Thread-safe as the store is. */
final class GuardedStore implements SecretStore {
  private final SecretStore store;
  /** null until the rules are known: the password of the ledger is needed before */
  private volatile Dependencies dependencies;

  GuardedStore(SecretStore store) {
    this.store = store;
  }

  void guard(Dependencies dependencies) {
    this.dependencies = dependencies;
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public Secret read(String path) {
    Dependencies rules = dependencies;
    if (rules == null) {
      return store.read(path);
    }
    try {
      return rules.call(name(), () -> store.read(path));
    } catch (CallNotPermittedException | BulkheadFullException e) {
      throw new CaravanException(Problem.of(ErrorCode.SECRET_STORE, null, "The store " + name() + " is not asked for '" + path + "': " + e.getMessage()), e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("a store throws nothing that is checked", e);
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
