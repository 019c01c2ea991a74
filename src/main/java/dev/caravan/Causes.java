package dev.caravan;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What lies behind a failure, from the outside in. A circle of causes ends after fifty of them. */
public final class Causes {
  private static final int DEEPEST = 50;

  private Causes() {}

  /** The failure itself first; never empty. */
  public static List<Throwable> of(Throwable failure) {
    return stream(failure).toList();
  }

  /** Of that class only. */
  public static <T> Stream<T> of(Throwable failure, Class<T> type) {
    return stream(failure).filter(type::isInstance).map(type::cast);
  }

  /** The outermost of that class. */
  public static <T> Optional<T> first(Throwable failure, Class<T> type) {
    return of(failure, type).findFirst();
  }

  public static boolean has(Throwable failure, Class<?> type) {
    return first(failure, type).isPresent();
  }

  /** Where it began: the failure itself when it has no cause. */
  public static Throwable deepest(Throwable failure) {
    List<Throwable> all = of(failure);
    return all.get(all.size() - 1);
  }

  private static Stream<Throwable> stream(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(DEEPEST);
  }
}
