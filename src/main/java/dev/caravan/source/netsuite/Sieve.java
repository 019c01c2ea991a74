package dev.caravan.source.netsuite;

import dev.caravan.source.http.RowDigests;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/**
 * Holds back rows that have landed, and tells which rows of a window are to be remembered because the
 * next window may bring them again. Thread-safe: it only reads.
 *
 * @param landed in the window before
 * @param rememberFrom UTC, as 2026-11-21T14:00:00; rows that changed before it do not come again; empty when all do
 */
record Sieve(RowDigests landed, String rememberFrom) {
  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");
  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z?");

  /** Remembers the rows that changed at that time, UTC, or later. */
  static Sieve from(RowDigests landed, LocalDateTime time) {
    return new Sieve(landed, time.format(SECONDS));
  }

  /** Remembers all. */
  static Sieve all(RowDigests landed) {
    return new Sieve(landed, "");
  }

  /**
   * Compares texts: each row is asked for, and reading it as a time costs more than all else that is done with it.
   *
   * @param modified the row's time of change as it was selected, or null
   */
  boolean remembers(String modified) {
    return modified == null || !TIME.matcher(modified).matches() || modified.replace(' ', 'T').compareTo(rememberFrom) >= 0;
  }
}
