package dev.caravan.sandbox.netsuite;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBAppender;

/** Adds rows to a table. Not thread-safe. */
final class RowLoader implements AutoCloseable {
  private static final int NANOS_PER_MICRO = 1000;

  private final DuckDBAppender appender;
  private final boolean fractions;
  private long rows;

  RowLoader(DuckDBAppender appender, NetSuiteBehaviour behaviour) {
    this.appender = appender;
    this.fractions = behaviour.is(NetSuiteSwitch.FRACTIONAL_SECONDS, "yes");
  }

  /** @param values in the order of the table's columns: Long, Integer, String, BigDecimal, LocalDate, Instant, Boolean for a flag, null */
  void row(Object... values) {
    try {
      appender.beginRow();
      for (Object value : values) {
        append(value);
      }
      appender.endRow();
      rows++;
    } catch (SQLException e) {
      throw new IllegalStateException("a row cannot be added: " + e.getMessage(), e);
    }
  }

  private void append(Object value) throws SQLException {
    if (value == null) {
      appender.appendNull();
    } else if (value instanceof Long number) {
      appender.append(number.longValue());
    } else if (value instanceof Integer number) {
      appender.append(number.longValue());
    } else if (value instanceof String text) {
      appender.append(text);
    } else if (value instanceof Boolean flag) {
      appender.append(flag ? "T" : "F");
    } else if (value instanceof BigDecimal decimal) {
      appender.append(decimal);
    } else if (value instanceof LocalDate day) {
      appender.append(day);
    } else if (value instanceof Instant instant) {
      long micros = fractions ? instant.getNano() / NANOS_PER_MICRO : 0;
      appender.appendEpochMicros(TimeUnit.SECONDS.toMicros(instant.getEpochSecond()) + micros);
    } else {
      throw new IllegalArgumentException("no column holds " + value.getClass());
    }
  }

  long rows() {
    return rows;
  }

  @Override
  public void close() {
    try {
      appender.close();
    } catch (SQLException e) {
      throw new IllegalStateException("rows cannot be added: " + e.getMessage(), e);
    }
  }
}
