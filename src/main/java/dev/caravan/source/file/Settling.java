package dev.caravan.source.file;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells files that are finished from those still being written: one is finished when its size and time
 * have not changed for a while. That while is measured by a clock that nobody sets: by the time of day a file of this
 * moment would be old when the clock is put ahead, and young for an hour when it is put back. One thread at a time.
 */
final class Settling {
  private final Duration settle;
  private final Clock clock;
  private final Clock steady;
  private final Map<Path, Seen> seen = new HashMap<>();

  /** @param since it is as it is now, by the steady clock */
  private record Seen(long size, Instant modified, Instant since) {}

  /** @param clock the time of day, with which the time of a file is compared when it is first seen */
  Settling(Duration settle, Clock clock, Clock steady) {
    this.settle = settle;
    this.clock = clock;
    this.steady = steady;
  }

  boolean settled(FoundFile file) {
    Instant now = steady.instant();
    Seen before = seen.get(file.path());
    if (before == null || before.size() != file.size() || !before.modified().equals(file.modified())) {
      seen.put(file.path(), new Seen(file.size(), file.modified(), before == null ? now.minus(age(file)) : now));
    }
    return !seen.get(file.path()).since().isAfter(now.minus(settle));
  }

  // The file system's clock may run ahead of ours; then only watching tells.
  private Duration age(FoundFile file) {
    Duration age = Duration.between(file.modified(), clock.instant());
    return age.isNegative() ? Duration.ZERO : age;
  }

  /** Forgets files that are gone. */
  void keepOnly(List<FoundFile> files) {
    seen.keySet().retainAll(files.stream().map(FoundFile::path).toList());
  }
}
