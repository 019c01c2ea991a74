package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.Causes;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.util.List;
import java.util.Optional;

/** Tells a disk without room, or that a process may take no more of, which no code of Java or SQL stands for, by what the operating system says. */
final class FullDisk {
  private static final List<String> WORDS = List.of("No space left on device", "Disk quota exceeded", "File too large", "not enough space on the disk");

  private FullDisk() {}

  /** The problem to be told in place of whatever could not be written; empty when that was not for want of room. */
  static Optional<Problem> problem(Throwable failure) {
    for (Throwable cause : Causes.of(failure)) {
      String message = String.valueOf(cause instanceof CaravanException known ? known.problems().get(0).message() : cause.getMessage());
      if (WORDS.stream().anyMatch(message::contains)) {
        return Optional.of(Problem.of(ErrorCode.DISK_FULL, null, message.lines().findFirst().orElse("")));
      }
    }
    return Optional.empty();
  }
}
