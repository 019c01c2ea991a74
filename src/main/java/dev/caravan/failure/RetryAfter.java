package dev.caravan.failure;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;

/** How long a system asks to wait, as it says in the header of that name. */
public final class RetryAfter {
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

  private RetryAfter() {}

  /**
   * Reads seconds (also with decimals) or a date; what is neither says nothing.
   *
   * @param text of the header, or null
   */
  public static Optional<Duration> read(String text, Instant now) {
    if (text == null) {
      return Optional.empty();
    }
    if (SECONDS.matcher(text.strip()).matches()) {
      return Optional.of(Duration.ofMillis((long) (Double.parseDouble(text.strip()) * 1000)));
    }
    try {
      Duration until = Duration.between(now, ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return Optional.of(until.isNegative() ? Duration.ZERO : until);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
