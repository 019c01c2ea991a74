package dev.caravan.security;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Secret;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A store that counts how often it is asked, and can be made to fail. */
final class StoredValues implements SecretStore {
  final Map<String, String> values = new ConcurrentHashMap<>();
  final AtomicInteger asked = new AtomicInteger();
  volatile ErrorCode failure;

  @Override
  public String name() {
    return "stored";
  }

  @Override
  public Secret read(String path) {
    asked.incrementAndGet();
    if (failure != null) {
      throw new CaravanException(failure, "as the test wants it");
    }
    return new Secret(values.get(path));
  }
}
