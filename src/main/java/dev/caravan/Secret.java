package dev.caravan;

import java.util.Objects;

/** A value that must not be seen (I6): it prints as stars and has to be asked for by {@link #reveal()}. */
public final class Secret {
  private final String value;

  public Secret(String value) {
    this.value = Objects.requireNonNull(value, "value is null");
  }

  public String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return "****";
  }
}
