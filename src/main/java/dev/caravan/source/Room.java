package dev.caravan.source;

import dev.caravan.Problem;
import java.util.Optional;

/** Whether there is room on the disk for another batch. Implementations are thread-safe. */
@FunctionalInterface
public interface Room {
  /** There always is. */
  Room ENOUGH = Optional::empty;

  /** Whether there is room here and there. */
  default Room and(Room other) {
    return () -> shortage().or(other::shortage);
  }

  /** What is wrong when there is too little. */
  Optional<Problem> shortage();
}
