package dev.caravan.api;

import java.time.Instant;

/** Moments as answers have them. */
final class Times {
  private Times() {}

  /** ISO 8601, or null. */
  static String text(Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
