package dev.caravan.runtime.vault;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What lies behind a failure, from the outside in. */
final class Causes {
  private Causes() {}

  /** Of that class only. */
  static <T> Stream<T> of(Throwable failure, Class<T> type) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).filter(type::isInstance).map(type::cast);
  }

  static <T> Optional<T> first(Throwable failure, Class<T> type) {
    return of(failure, type).findFirst();
  }

  static boolean has(Throwable failure, Class<?> type) {
    return first(failure, type).isPresent();
  }
}
