package dev.caravan.source.netsuite;

import dev.caravan.source.http.RowDigests;
import java.time.LocalDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/**
 * Holds back rows that have landed, and tells which rows of a window are to be remembered because the
 * next window may bring them again. Thread-safe: it only reads.
 *
 * @param landed in the window before
 * @param rememberFrom UTC; rows that changed before it do not come again; null to remember none
 */
record Sieve(RowDigests landed, LocalDateTime rememberFrom) {
  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z?");

  /** @param modified the row's time of change as it was selected, or null */
  boolean remembers(String modified) {
    if (rememberFrom == null) {
      return false;
    }
    if (modified == null || !TIME.matcher(modified).matches()) {
      return true;
    }
    try {
      return !LocalDateTime.parse(modified.replace(' ', 'T').replace("Z", "")).isBefore(rememberFrom);
    } catch (DateTimeParseException e) {
      return true;
    }
  }
}
