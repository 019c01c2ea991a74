package dev.caravan.runtime;

import dev.caravan.Secret;
import dev.caravan.Secrets;

/** Stands for secrets that are still being put together: one store's login may lie in another. Set once, then thread-safe. */
final class DeferredSecrets implements Secrets {
  private volatile Secrets secrets;

  void set(Secrets made) {
    secrets = made;
  }

  @Override
  public Secret secret(String name) {
    return secrets.usedBy("vault login").secret(name);
  }

  @Override
  public boolean refused(String name, Secret value) {
    return secrets.usedBy("vault login").refused(name, value);
  }

  @Override
  public Secrets usedBy(String user) {
    return secrets.usedBy(user);
  }
}
