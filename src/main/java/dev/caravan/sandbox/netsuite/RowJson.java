package dev.caravan.sandbox.netsuite;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes rows as SuiteQL does: every value a text, no nulls, and days as the user likes to read them. */
final class RowJson {
  private final ZoneId zone;
  private final DateTimeFormatter days;
  private final boolean upper;

  RowJson(NetSuiteBehaviour behaviour) {
    this.zone = behaviour.zone();
    this.days = days(behaviour);
    this.upper = behaviour.is(NetSuiteSwitch.NAME_CASE, "upper");
  }

  /** How a user of the account writes a day. */
  static DateTimeFormatter days(NetSuiteBehaviour behaviour) {
    String pattern =
        behaviour.text(NetSuiteSwitch.DATE_FORMAT).replace("YYYY", "uuuu").replace("YY", "uu").replace("Mon", "LLL").replace('D', 'd');
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
  }

  /** Writes the rows into the array that is open; returns how many. */
  int write(ResultSet rows, JsonGenerator json) throws SQLException, IOException {
    String[] names = names(rows.getMetaData());
    boolean[] wallTimes = wallTimes(rows.getMetaData());
    int count = 0;
    while (rows.next()) {
      json.writeStartObject();
      json.writeArrayFieldStart("links");
      json.writeEndArray();
      for (int i = 0; i < names.length; i++) {
        String text = text(wallTimes[i] ? rows.getObject(i + 1, LocalDateTime.class) : rows.getObject(i + 1));
        if (text != null) {
          json.writeStringField(names[i], text);
        }
      }
      json.writeEndObject();
      count++;
    }
    return count;
  }

  // A column that is calculated and has no alias gets a number.
  private String[] names(ResultSetMetaData columns) throws SQLException {
    String[] names = new String[columns.getColumnCount()];
    int calculated = 0;
    for (int i = 0; i < names.length; i++) {
      String label = columns.getColumnLabel(i + 1);
      String name = label.matches("[A-Za-z_][A-Za-z0-9_$]*") && !label.startsWith("count_star") ? label : "expr" + ++calculated;
      names[i] = upper ? name.toUpperCase(Locale.ROOT) : name.toLowerCase(Locale.ROOT);
    }
    return names;
  }

  // The driver's own choice for a wall time is a type of the machine's zone.
  private static boolean[] wallTimes(ResultSetMetaData columns) throws SQLException {
    boolean[] wallTimes = new boolean[columns.getColumnCount()];
    for (int i = 0; i < wallTimes.length; i++) {
      wallTimes[i] = columns.getColumnType(i + 1) == Types.TIMESTAMP;
    }
    return wallTimes;
  }

  private String text(Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof OffsetDateTime instant) {
      return instant.atZoneSameInstant(zone).format(days);
    }
    if (value instanceof LocalDateTime time) {
      return time.format(days);
    }
    if (value instanceof LocalDate day) {
      return day.format(days);
    }
    if (value instanceof BigDecimal number) {
      return plain(number);
    }
    if (value instanceof Double number) {
      return plain(BigDecimal.valueOf(number));
    }
    if (value instanceof Boolean flag) {
      return flag ? "T" : "F";
    }
    // Oracle knows no empty text: it is null.
    return value.toString().isEmpty() ? null : value.toString();
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
