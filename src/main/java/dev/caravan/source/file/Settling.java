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
 * have not changed for a while. One thread at a time.
 */
final class Settling {
  private final Duration settle;
  private final Clock clock;
  private final Map<Path, Seen> seen = new HashMap<>();

  /** @param since when it was first seen as it is now */
  private record Seen(long size, Instant modified, Instant since) {}

  Settling(Duration settle, Clock clock) {
    this.settle = settle;
    this.clock = clock;
  }

  boolean settled(FoundFile file) {
    Instant now = clock.instant();
    Seen before = seen.get(file.path());
    if (before == null || before.size() != file.size() || !before.modified().equals(file.modified())) {
      seen.put(file.path(), new Seen(file.size(), file.modified(), now));
      // The file system's clock may run ahead of ours; then only watching tells.
      return settle.isZero() || before == null && !file.modified().isAfter(now.minus(settle));
    }
    return !before.since().isAfter(now.minus(settle)) || !file.modified().isAfter(now.minus(settle));
  }

  /** Forgets files that are gone. */
  void keepOnly(List<FoundFile> files) {
    seen.keySet().retainAll(files.stream().map(FoundFile::path).toList());
  }
}
