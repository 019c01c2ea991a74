package dev.caravan;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Secrets that are nowhere but here, for tests of whatever uses some. Thread-safe. */
public final class SecretsInMemory implements Secrets {
  private final Map<String, Secret> values = new ConcurrentHashMap<>();

  /** Sets or rotates one. */
  public SecretsInMemory set(String name, String value) {
    values.put(name, new Secret(value));
    return this;
  }

  @Override
  public Secret secret(String name) {
    Secret value = values.get(name);
    if (value == null) {
      throw new CaravanException(
          Problem.of(ErrorCode.SECRET_MISSING, null, "There is no secret '" + name + "'").next(Nearest.advice(name, values.keySet())));
    }
    return value;
  }

  @Override
  public boolean refused(String name, Secret value) {
    return !secret(name).reveal().equals(value.reveal());
  }

  @Override
  public Secrets usedBy(String user) {
    return this;
  }
}
