package dev.caravan.batch;

import java.time.LocalTime;

final class TimeReader extends TemporalReader {
  TimeReader(ColumnRead read) {
    super(read);
  }

  @Override
  String required() {
    return patterns.isEmpty() ? "time like 13:45:00, without an offset" : "time like " + patterns;
  }

  @Override
  long byIso(byte[] bytes, int start, int end) {
    return iso.time(bytes, start, end) ? iso.micros : IsoText.NONE;
  }

  @Override
  long byPattern(String text) {
    LocalTime time = (LocalTime) patterns.parse(text, LocalTime::from);
    return time == null || time.getNano() % 1000 != 0 ? IsoText.NONE : time.toNanoOfDay() / 1000;
  }
}
