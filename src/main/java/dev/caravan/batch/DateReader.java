package dev.caravan.batch;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

final class DateReader extends CellReader {
  /** what the engine's 32-bit dates hold, with some room */
  private static final long MOST_DAYS = 2_000_000_000L;

  private final IsoText iso = new IsoText();
  private final TemporalPatterns patterns;
  private long[] values;
  private boolean[] nulls;

  DateReader(ColumnRead read) {
    super(read);
    patterns = new TemporalPatterns(rules.formats());
  }

  @Override
  void bind(Chunk.Cells cells) {
    values = ((Chunk.Longs) cells).values();
    nulls = ((Chunk.Longs) cells).nulls();
  }

  @Override
  void setNull(int row) {
    nulls[row] = true;
  }

  @Override
  String required() {
    return patterns.isEmpty() ? "date like 2026-01-31" : "date like " + patterns;
  }

  @Override
  boolean convert(byte[] bytes, int start, int end, int row) {
    long day;
    if (patterns.isEmpty()) {
      if (!iso.date(bytes, start, end)) {
        return false;
      }
      day = iso.day;
    } else {
      LocalDate date = (LocalDate) patterns.parse(new String(bytes, start, end - start, StandardCharsets.UTF_8), LocalDate::from);
      if (date == null || Math.abs(date.toEpochDay()) > MOST_DAYS) {
        return false;
      }
      day = date.toEpochDay();
    }
    values[row] = day;
    nulls[row] = false;
    return true;
  }

  @Override
  boolean stringFits() {
    return true;
  }

  /** 20260131 may be a JSON number; without a pattern that says so it is none. */
  @Override
  boolean number(byte[] bytes, int start, int end, boolean integral, int row) {
    return rules.coerce() && !patterns.isEmpty() && convert(bytes, start, end, row);
  }
}
