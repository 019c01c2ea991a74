package dev.caravan.source;

import dev.caravan.Problem;
import java.util.Optional;

/** Whether there is room on the disk for another batch. Implementations are thread-safe. */
@FunctionalInterface
public interface Room {
  /** There always is. */
  Room ENOUGH = Optional::empty;

  /** What is wrong when there is too little. */
  Optional<Problem> shortage();
}
