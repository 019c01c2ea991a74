package dev.caravan.batch;

import java.nio.charset.StandardCharsets;
import java.time.LocalTime;

final class TimeReader extends CellReader {
  private final IsoText iso = new IsoText();
  private final TemporalPatterns patterns;
  private long[] values;
  private boolean[] nulls;

  TimeReader(ColumnRead read) {
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
    return patterns.isEmpty() ? "time like 13:45:00, without an offset" : "time like " + patterns;
  }

  @Override
  boolean convert(byte[] bytes, int start, int end, int row) {
    long micros;
    if (patterns.isEmpty()) {
      if (!iso.time(bytes, start, end)) {
        return false;
      }
      micros = iso.micros;
    } else {
      LocalTime time = (LocalTime) patterns.parse(new String(bytes, start, end - start, StandardCharsets.UTF_8), LocalTime::from);
      if (time == null || time.getNano() % 1000 != 0) {
        return false;
      }
      micros = time.toNanoOfDay() / 1000;
    }
    values[row] = micros;
    nulls[row] = false;
    return true;
  }

  @Override
  boolean stringFits() {
    return true;
  }
}
