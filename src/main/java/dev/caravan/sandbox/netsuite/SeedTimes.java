package dev.caravan.sandbox.netsuite;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;

/** When records were made and changed: spread over two years, with the moments at which cursors break. Not thread-safe. */
final class SeedTimes {
  /** A bulk update: rows in thousands share this second. */
  static final Instant BULK = Instant.parse("2026-02-14T03:00:00Z");

  private static final Instant FIRST = Instant.parse("2024-06-01T00:00:00Z");
  private static final long SPAN_SECONDS = Duration.ofDays(760).toSeconds();
  // The nights in which an hour occurs twice, in America and in Europe.
  private static final Instant[] AUTUMN = {Instant.parse("2025-11-02T07:30:00Z"), Instant.parse("2025-10-25T23:30:00Z")};
  private static final int NIGHT_SECONDS = 10_800;
  private static final int NANOS = 1_000_000_000;

  private final SplittableRandom random;

  SeedTimes(SplittableRandom random) {
    this.random = random;
  }

  Instant created() {
    return FIRST.plusSeconds(random.nextLong(SPAN_SECONDS / 2)).truncatedTo(ChronoUnit.SECONDS);
  }

  /** @param bulk one in so many rows was changed by the bulk update */
  Instant changed(int bulk) {
    if (random.nextInt(bulk) == 0) {
      return BULK;
    }
    if (random.nextInt(50) == 0) {
      return AUTUMN[random.nextInt(AUTUMN.length)].plusSeconds(random.nextInt(NIGHT_SECONDS)).plusNanos(random.nextInt(NANOS));
    }
    return FIRST.plusSeconds(SPAN_SECONDS / 2 + random.nextLong(SPAN_SECONDS / 2)).plusNanos(random.nextInt(NANOS));
  }
}
