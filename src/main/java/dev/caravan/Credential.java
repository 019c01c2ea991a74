package dev.caravan;

import java.util.function.Supplier;

/** One secret where it is used: asked for each time, so that a rotated value arrives. Thread-safe. */
public interface Credential extends Supplier<Secret> {

  /** @throws CaravanException when the secret cannot be had; see {@link Secrets#secret} */
  @Override
  Secret get();

  /** Tells that the outside system refused a value; true when there is another one to try. */
  boolean refused(Secret value);

  /** A value that stands in the configuration itself and stays as it is. */
  static Credential of(Secret value) {
    return new Credential() {
      @Override
      public Secret get() {
        return value;
      }

      @Override
      public boolean refused(Secret refused) {
        return false;
      }
    };
  }
}
