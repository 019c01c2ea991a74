package dev.caravan.batch;

import java.time.LocalDate;

final class DateReader extends TemporalReader {
  /** what the engine's 32-bit dates hold, with some room */
  private static final long MOST_DAYS = 2_000_000_000L;

  DateReader(ColumnRead read) {
    super(read);
  }

  @Override
  String required() {
    return patterns.isEmpty() ? "date like 2026-01-31" : "date like " + patterns;
  }

  @Override
  long byIso(byte[] bytes, int start, int end) {
    return iso.date(bytes, start, end) ? iso.day : IsoText.NONE;
  }

  @Override
  long byPattern(String text) {
    LocalDate date = (LocalDate) patterns.parse(text, LocalDate::from);
    return date == null || Math.abs(date.toEpochDay()) > MOST_DAYS ? IsoText.NONE : date.toEpochDay();
  }

  /** 20260131 may be a JSON number; without a pattern that says so it is none. */
  @Override
  boolean number(byte[] bytes, int start, int end, boolean integral, int row) {
    return rules.coerce() && !patterns.isEmpty() && convert(bytes, start, end, row);
  }
}
