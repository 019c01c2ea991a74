package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads moments as people type them. */
final class Moment {
  private static final Pattern AGO = Pattern.compile("(\\d{1,6})([mhd])");

  private Moment() {}

  /**
   * @param text a day (its beginning in UTC), an instant, or how long ago: {@code 90m}, {@code 2h}, {@code 7d}; or null
   * @return null for null
   * @throws CaravanException USAGE
   */
  static Instant of(String option, String text, Instant now) {
    if (text == null) {
      return null;
    }
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      return now.minus(Duration.parse((ago.group(2).equals("d") ? "P" : "PT") + ago.group(1) + ago.group(2)));
    }
    try {
      return text.contains("T") ? Instant.parse(text) : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw new CaravanException(
          Problem.of(ErrorCode.USAGE, null, "The time of " + option + " cannot be read")
              .required("2026-01-31, 2026-01-31T08:00:00Z, or 2h, 7d ago", "'" + text + "'"));
    }
  }
}
