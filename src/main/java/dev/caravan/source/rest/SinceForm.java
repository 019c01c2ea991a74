package dev.caravan.source.rest;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/** How an API writes the value that increments go by, and wants it asked for. */
enum SinceForm {
  /** {@code 2026-01-31T08:00:00+01:00}; without an offset it is taken for UTC */
  TIME("a time such as 2026-01-31T08:00:00Z") {
    @Override
    long order(String text) {
      String iso = text.replace(' ', 'T');
      try {
        return OffsetDateTime.parse(iso).toInstant().toEpochMilli();
      } catch (DateTimeParseException e) {
        return LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC).toEpochMilli();
      }
    }

    @Override
    String text(long order) {
      return Instant.ofEpochMilli(order).truncatedTo(ChronoUnit.SECONDS).toString();
    }
  },
  DATE("a day such as 2026-01-31") {
    @Override
    long order(String text) {
      return LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text).atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
    }

    @Override
    String text(long order) {
      return LocalDate.ofInstant(Instant.ofEpochMilli(order), ZoneOffset.UTC).toString();
    }
  },
  /** since 1970 */
  SECONDS("a number of seconds since 1970") {
    @Override
    long order(String text) {
      return Math.multiplyExact(Long.parseLong(text), 1000L);
    }

    @Override
    String text(long order) {
      return Long.toString(Math.floorDiv(order, 1000L));
    }
  },
  /** since 1970 */
  MILLIS("a number of milliseconds since 1970") {
    @Override
    long order(String text) {
      return Long.parseLong(text);
    }

    @Override
    String text(long order) {
      return Long.toString(order);
    }
  },
  /** one that only grows, such as an id; it has no overlap */
  NUMBER("a whole number") {
    @Override
    long order(String text) {
      return Long.parseLong(text);
    }

    @Override
    String text(long order) {
      return Long.toString(order);
    }
  };

  private final String required;

  SinceForm(String required) {
    this.required = required;
  }

  /** A number that grows as the values do: milliseconds since 1970, unless it is {@link #NUMBER}. */
  abstract long order(String text);

  /** The value to ask for, never above the one that {@code order} was made of. */
  abstract String text(long order);

  /** For messages. */
  String required() {
    return required;
  }

  boolean isTime() {
    return this != NUMBER;
  }

  long minus(long order, Duration overlap) {
    return isTime() ? order - overlap.toMillis() : order;
  }
}
