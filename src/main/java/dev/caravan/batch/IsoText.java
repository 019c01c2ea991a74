package dev.caravan.batch;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/** Dates and times in ISO-8601's extended form, read from bytes. Holds the last reading; one thread at a time. */
final class IsoText {
  static final long DAY_MICROS = 86_400_000_000L;

  /** No date or time: far beyond all that are read. */
  static final long NONE = Long.MIN_VALUE;

  private static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  /** days since 1970 */
  long day;

  /** microseconds since midnight */
  long micros;

  boolean hasOffset;
  int offsetSeconds;

  private byte[] bytes;
  private int at;
  private int end;

  boolean date(byte[] text, int from, int to) {
    begin(text, from, to);
    return readDate() && at == end;
  }

  boolean time(byte[] text, int from, int to) {
    begin(text, from, to);
    return readTime() && at == end;
  }

  /** A date and a time, joined by T or a space, with or without an offset. */
  boolean timestamp(byte[] text, int from, int to) {
    begin(text, from, to);
    if (!readDate() || at >= end || bytes[at] != 'T' && bytes[at] != 't' && bytes[at] != ' ') {
      return false;
    }
    at++;
    return readTime() && readOffset() && at == end;
  }

  private void begin(byte[] text, int from, int to) {
    bytes = text;
    at = from;
    end = to;
    hasOffset = false;
    offsetSeconds = 0;
  }

  private boolean readDate() {
    int year = digits(4);
    if (year < 0 || !skip('-')) {
      return false;
    }
    int month = digits(2);
    if (month < 1 || month > 12 || !skip('-')) {
      return false;
    }
    int dayOfMonth = digits(2);
    if (dayOfMonth < 1 || dayOfMonth > DAYS[month - 1]) {
      return false;
    }
    if (month == 2 && dayOfMonth == 29 && !java.time.Year.isLeap(year)) {
      return false;
    }
    day = epochDay(year, month, dayOfMonth);
    return true;
  }

  /** Days from the civil calendar, with years that begin in March. */
  private static long epochDay(int year, int month, int dayOfMonth) {
    int shifted = month <= 2 ? year - 1 : year;
    int era = Math.floorDiv(shifted, 400);
    int yearOfEra = shifted - era * 400;
    int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + dayOfMonth - 1;
    return era * 146_097L + yearOfEra * 365L + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468L;
  }

  private boolean readTime() {
    int hour = digits(2);
    if (hour < 0 || hour > 23 || !skip(':')) {
      return false;
    }
    int minute = digits(2);
    if (minute < 0 || minute > 59) {
      return false;
    }
    long fraction = 0;
    int second = 0;
    if (at < end && bytes[at] == ':') {
      at++;
      second = digits(2);
      if (second < 0 || second > 59) {
        return false;
      }
      if (at < end && (bytes[at] == '.' || bytes[at] == ',')) {
        at++;
        fraction = readFraction();
        if (fraction < 0) {
          return false;
        }
      }
    }
    micros = ((hour * 60L + minute) * 60 + second) * 1_000_000 + fraction;
    return true;
  }

  /** @return microseconds, or -1: no digit, or digits that microseconds cannot hold */
  private long readFraction() {
    int places = 0;
    long fraction = 0;
    for (; at < end && bytes[at] >= '0' && bytes[at] <= '9'; at++, places++) {
      if (places < 6) {
        fraction = fraction * 10 + bytes[at] - '0';
      } else if (bytes[at] != '0') {
        return -1;
      }
    }
    if (places == 0) {
      return -1;
    }
    for (int i = places; i < 6; i++) {
      fraction *= 10;
    }
    return fraction;
  }

  private boolean readOffset() {
    if (at == end) {
      return true;
    }
    hasOffset = true;
    byte sign = bytes[at++];
    if (sign == 'Z' || sign == 'z') {
      return true;
    }
    if (sign != '+' && sign != '-') {
      return false;
    }
    int hours = digits(2);
    int minutes = 0;
    if (at < end) {
      if (bytes[at] == ':') {
        at++;
      }
      minutes = digits(2);
    }
    if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59 || hours == 18 && minutes > 0) {
      return false;
    }
    offsetSeconds = (hours * 3600 + minutes * 60) * (sign == '-' ? -1 : 1);
    return true;
  }

  private int digits(int count) {
    if (end - at < count) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < count; i++) {
      int digit = bytes[at++] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private boolean skip(char wanted) {
    return at < end && bytes[at++] == wanted;
  }

  /**
   * The instant of a wall-clock reading.
   *
   * @return microseconds since 1970 UTC, or {@link #NONE} when the zone's clocks skipped that time; where they
   *     showed it twice, the first
   */
  static long instant(long day, long micros, ZoneId zone) {
    long local = day * DAY_MICROS + micros;
    if (zone == null || zone.equals(ZoneOffset.UTC)) {
      return local;
    }
    LocalDateTime reading = LocalDate.ofEpochDay(day).atStartOfDay().plusNanos(micros * 1000);
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(reading);
    return offsets.isEmpty() ? NONE : local - offsets.get(0).getTotalSeconds() * 1_000_000L;
  }
}
