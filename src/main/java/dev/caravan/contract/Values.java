package dev.caravan.contract;

import dev.caravan.batch.Type;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Values a contract names, as SQL literals of the column they are compared with. */
final class Values {
  private static final int MOST_DIGITS = 38;

  private Values() {}

  /**
   * The literal for a value.
   *
   * @param value not null
   * @throws IllegalArgumentException when no value of that type is meant by it; the message says what
   *     would be
   */
  static String literal(Type type, Contract.Property property, Object value) {
    String text = value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    if (type instanceof Type.Text || type instanceof Type.Json) {
      return Sql.text(text);
    }
    if (type instanceof Type.Bool) {
      if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
        throw new IllegalArgumentException("true or false");
      }
      return text.toLowerCase(Locale.ROOT);
    }
    if (type instanceof Type.Date) {
      return "DATE " + Sql.text(parse(property, text, "a date", LocalDate::from).toString());
    }
    if (type instanceof Type.Time) {
      return "TIME " + Sql.text(parse(property, text, "a time of day", LocalTime::from).toString());
    }
    if (type instanceof Type.Timestamp timestamp) {
      return timestamp(timestamp, property, text);
    }
    try {
      return new BigDecimal(text).stripTrailingZeros().toPlainString();
    } catch (NumberFormatException exception) {
      throw new IllegalArgumentException("a number", exception);
    }
  }

  /**
   * Both sides of a comparison, so that the engine can hold them: decimals of more than 38 digits
   * together are compared as binary floating point.
   */
  static String compare(String value, String operator, Type type, String literal) {
    if (type instanceof Type.Decimal || type instanceof Type.Int) {
      BigDecimal bound = new BigDecimal(literal);
      int scale =
          Math.max(bound.scale(), type instanceof Type.Decimal decimal ? decimal.scale() : 0);
      int before =
          Math.max(
              bound.precision() - bound.scale(),
              type instanceof Type.Decimal decimal ? decimal.precision() - decimal.scale() : 0);
      if (before + scale > MOST_DIGITS) {
        return "CAST("
            + value
            + " AS DOUBLE) "
            + operator
            + " CAST("
            + Sql.text(literal)
            + " AS DOUBLE)";
      }
    }
    return value + " " + operator + " " + literal;
  }

  private static String timestamp(Type.Timestamp type, Contract.Property property, String text) {
    TemporalAccessor moment = moment(property, text);
    if (!type.zoned()) {
      LocalDateTime wall =
          moment instanceof ZonedDateTime zoned ? zoned.toLocalDateTime() : (LocalDateTime) moment;
      return "TIMESTAMP " + Sql.text(wall.toString());
    }
    ZoneId zone = CellRuleProperties.zone(property);
    Instant instant =
        moment instanceof ZonedDateTime zoned
            ? zoned.toInstant()
            : ((LocalDateTime) moment).atZone(zone == null ? ZoneOffset.UTC : zone).toInstant();
    return "TIMESTAMPTZ " + Sql.text(instant.toString());
  }

  private static TemporalAccessor moment(Contract.Property property, String text) {
    for (DateTimeFormatter formatter : formatters(property)) {
      try {
        return zonedOrLocal(
            formatter.parseBest(text, ZonedDateTime::from, LocalDateTime::from, LocalDate::from));
      } catch (DateTimeException tryNext) {
        // the next way to write it is tried; the last word is below
      }
    }
    try {
      String iso = text.trim().replaceFirst("^(\\d{4}-\\d{2}-\\d{2}) +", "$1T");
      return zonedOrLocal(
          iso.length() == 10
              ? LocalDate.parse(iso)
              : DateTimeFormatter.ISO_DATE_TIME.parseBest(
                  iso, ZonedDateTime::from, LocalDateTime::from));
    } catch (DateTimeException exception) {
      throw new IllegalArgumentException("a timestamp in its format or in ISO 8601", exception);
    }
  }

  private static TemporalAccessor zonedOrLocal(TemporalAccessor read) {
    return read instanceof LocalDate date ? date.atStartOfDay() : read;
  }

  private static <T> T parse(
      Contract.Property property, String text, String what, TemporalQuery<T> query) {
    for (DateTimeFormatter formatter : formatters(property)) {
      try {
        return formatter.parse(text, query);
      } catch (DateTimeException tryNext) {
        // the next way to write it is tried; the last word is below
      }
    }
    for (DateTimeFormatter formatter :
        List.of(
            DateTimeFormatter.ISO_DATE,
            DateTimeFormatter.ISO_TIME,
            DateTimeFormatter.ISO_DATE_TIME)) {
      try {
        return formatter.parse(text, query);
      } catch (DateTimeException tryNext) {
        // the next way to write it is tried; the last word is below
      }
    }
    throw new IllegalArgumentException(what + " in its format or in ISO 8601");
  }

  private static List<DateTimeFormatter> formatters(Contract.Property property) {
    List<DateTimeFormatter> formatters = new ArrayList<>();
    for (String format : CellRuleProperties.of(property).formats()) {
      formatters.add(DateTimeFormatter.ofPattern(format, Locale.ROOT));
    }
    return formatters;
  }
}
