package dev.caravan.security;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an entry stands in the audit.
 *
 * @param number within its table
 */
public record AuditPosition(Instant at, AuditTable table, long number) {
  static final Comparator<AuditPosition> NEWEST_FIRST =
      Comparator.comparing(AuditPosition::at).reversed().thenComparing(AuditPosition::table).thenComparing(Comparator.comparing(AuditPosition::number).reversed());
  private static final Pattern FORM = Pattern.compile("(\\d{4}-[0-9T:.-]{10,25}Z)~([a-z]{1,20})~(\\d{1,18})");

  /** @throws IllegalArgumentException when it is none */
  public static AuditPosition of(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("no position in the audit: " + text);
    }
    try {
      return new AuditPosition(Instant.parse(parts.group(1)), AuditTable.of(parts.group(2)), Long.parseLong(parts.group(3)));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("no time: " + text, e);
    }
  }

  String text() {
    return at + "~" + table.word() + "~" + number;
  }
}
