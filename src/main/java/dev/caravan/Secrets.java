package dev.caravan;

/**
 * Secrets by name, asked for at each use: who keeps a value keeps it after it was rotated. Thread-safe.
 *
 * <p>A name is {@code [<store>:]<path>}; without a store the configured one is meant.
 */
public interface Secrets {

  /**
   * The value as it stands now, or stood when it was last read, not longer ago than the configured lifetime.
   *
   * @throws CaravanException SECRET_MISSING, SECRET_DENIED, SECRET_STORE (does not answer), SECRET_NAME
   */
  Secret secret(String name);

  /**
   * Tells that the outside system refused a value, as it does after a rotation; the store is asked anew.
   *
   * @return whether the store has another value by now. With the same one it is not worth trying again: some
   *     systems lock a user after a few failures.
   * @throws CaravanException as {@link #secret}
   */
  boolean refused(String name, Secret value);

  /** The same secrets, asked for by somebody the audit shall name: {@code flow orders}, {@code data source shop}. */
  Secrets usedBy(String user);

  /** One secret, for parts that need no other. Nothing is read yet. */
  default Credential credential(String name) {
    Secrets secrets = this;
    return new Credential() {
      @Override
      public Secret get() {
        return secrets.secret(name);
      }

      @Override
      public boolean refused(Secret value) {
        return secrets.refused(name, value);
      }
    };
  }
}
