package dev.caravan.security;

import dev.caravan.Secret;

/** A place that keeps secrets. Thread-safe; keeps no value in memory, which is its reader's affair. */
public interface SecretStore extends AutoCloseable {

  /** What a name says before its colon: {@code vault}. */
  String name();

  /**
   * The value as the store has it now.
   *
   * @throws dev.caravan.CaravanException SECRET_MISSING, SECRET_DENIED, SECRET_STORE when it does not answer,
   *     SECRET_KEY when it cannot be opened, SECRET_NAME when the path has a form the store cannot have
   */
  Secret read(String path);

  @Override
  default void close() {}
}
