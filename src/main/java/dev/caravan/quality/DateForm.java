package dev.caravan.quality;

import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.regex.Pattern;

/** The written forms of dates and times, besides ISO 8601, that are recognised. At most 64: they travel as a mask. */
public enum DateForm {
  DAY_SLASH("dd/MM/yyyy", "\\d{2}/\\d{2}/\\d{4}", false),
  MONTH_SLASH("MM/dd/yyyy", "\\d{2}/\\d{2}/\\d{4}", false),
  SHORT_DAY_SLASH("d/M/yyyy", "\\d{1,2}/\\d{1,2}/\\d{4}", false),
  SHORT_MONTH_SLASH("M/d/yyyy", "\\d{1,2}/\\d{1,2}/\\d{4}", false),
  DAY_DOT("dd.MM.yyyy", "\\d{2}\\.\\d{2}\\.\\d{4}", false),
  SHORT_DAY_DOT("d.M.yyyy", "\\d{1,2}\\.\\d{1,2}\\.\\d{4}", false),
  DAY_DASH("dd-MM-yyyy", "\\d{2}-\\d{2}-\\d{4}", false),
  MONTH_DASH("MM-dd-yyyy", "\\d{2}-\\d{2}-\\d{4}", false),
  NAMED_MONTH("dd-MMM-yyyy", "\\d{2}-[A-Z][a-z]{2}-\\d{4}", false),
  YEAR_SLASH("yyyy/MM/dd", "\\d{4}/\\d{2}/\\d{2}", false),
  SHORT_YEAR_DASH("yyyy-M-d", "\\d{4}-\\d{1,2}-\\d{1,2}", false),
  PLAIN("yyyyMMdd", "(19|20)\\d{6}", false),
  YEAR_MINUTE("yyyy-MM-dd HH:mm", "\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}", true),
  YEAR_SECOND("yyyy-MM-dd HH:mm:ss", "\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}", true),
  YEAR_SHORT_HOUR("yyyy-MM-dd H:mm:ss", "\\d{4}-\\d{2}-\\d{2} \\d{1,2}:\\d{2}:\\d{2}", true),
  YEAR_MILLI("yyyy-MM-dd HH:mm:ss.SSS", "\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}\\.\\d{3}", true),
  YEAR_MICRO("yyyy-MM-dd HH:mm:ss.SSSSSS", "\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}\\.\\d{6}", true),
  DAY_SLASH_MINUTE("d/M/yyyy H:mm", "\\d{1,2}/\\d{1,2}/\\d{4} \\d{1,2}:\\d{2}", true),
  MONTH_SLASH_MINUTE("M/d/yyyy H:mm", "\\d{1,2}/\\d{1,2}/\\d{4} \\d{1,2}:\\d{2}", true),
  DAY_SLASH_SECOND("d/M/yyyy H:mm:ss", "\\d{1,2}/\\d{1,2}/\\d{4} \\d{1,2}:\\d{2}:\\d{2}", true),
  MONTH_SLASH_SECOND("M/d/yyyy H:mm:ss", "\\d{1,2}/\\d{1,2}/\\d{4} \\d{1,2}:\\d{2}:\\d{2}", true),
  DAY_DOT_MINUTE("d.M.yyyy H:mm", "\\d{1,2}\\.\\d{1,2}\\.\\d{4} \\d{1,2}:\\d{2}", true),
  DAY_DOT_SECOND("d.M.yyyy H:mm:ss", "\\d{1,2}\\.\\d{1,2}\\.\\d{4} \\d{1,2}:\\d{2}:\\d{2}", true);

  private final String format;
  private final Pattern looks;
  private final boolean timed;
  private final DateTimeFormatter formatter;

  DateForm(String format, String looks, boolean timed) {
    this.format = format;
    this.looks = Pattern.compile(looks);
    this.timed = timed;
    this.formatter =
        DateTimeFormatter.ofPattern(format.replace("yyyy", "uuuu"), Locale.ENGLISH).withResolverStyle(ResolverStyle.STRICT);
  }

  /** A {@link DateTimeFormatter} pattern, as contracts write it. */
  public String format() {
    return format;
  }

  /** Whether it has a time of day. */
  public boolean timed() {
    return timed;
  }

  boolean reads(String text) {
    if (!looks.matcher(text).matches()) {
      return false;
    }
    try {
      formatter.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  /** @return days since 1970-01-01, or for a timed form seconds; only for what {@link #reads} accepts */
  long epoch(String text) throws DateTimeException {
    return timed
        ? formatter.parse(text, java.time.LocalDateTime::from).toEpochSecond(java.time.ZoneOffset.UTC)
        : formatter.parse(text, java.time.LocalDate::from).toEpochDay();
  }

  long bit() {
    return 1L << ordinal();
  }

  boolean in(long mask) {
    return (mask & bit()) != 0;
  }
}
