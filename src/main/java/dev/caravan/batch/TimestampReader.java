package dev.caravan.batch;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.TemporalAccessor;

final class TimestampReader extends TemporalReader {
  /** what the engine's 64-bit timestamps hold, with some room */
  private static final long MOST_SECONDS = 9_000_000_000_000L;

  private final boolean zoned;

  TimestampReader(ColumnRead read, Type.Timestamp type) {
    super(read);
    zoned = type.zoned();
  }

  @Override
  String required() {
    String form = patterns.isEmpty() ? "2026-01-31T13:45:00" : patterns.toString();
    if (zoned) {
      return "timestamp like " + form + (rules.zone() == null ? "" : " that exists in " + rules.zone());
    }
    return "timestamp like " + form + (rules.zone() == null ? ", without an offset" : "");
  }

  @Override
  long byIso(byte[] bytes, int start, int end) {
    if (!iso.timestamp(bytes, start, end)) {
      return IsoText.NONE;
    }
    if (!iso.hasOffset) {
      return local(iso.day, iso.micros);
    }
    return instant(iso.day * IsoText.DAY_MICROS + iso.micros - iso.offsetSeconds * 1_000_000L);
  }

  private long local(long day, long micros) {
    return zoned ? IsoText.instant(day, micros, rules.zone()) : day * IsoText.DAY_MICROS + micros;
  }

  /** Dropping an offset would change the value: without a zone to show it in, an instant is no wall-clock reading. */
  private long instant(long micros) {
    if (zoned) {
      return micros;
    }
    if (rules.zone() == null) {
      return IsoText.NONE;
    }
    Instant instant = Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000);
    return micros + rules.zone().getRules().getOffset(instant).getTotalSeconds() * 1_000_000L;
  }

  @Override
  long byPattern(String text) {
    TemporalAccessor found = patterns.parse(text, ZonedDateTime::from, LocalDateTime::from, LocalDate::from);
    if (found instanceof ZonedDateTime dateTime) {
      Instant instant = dateTime.toInstant();
      return inRange(instant.getEpochSecond(), instant.getNano())
          ? instant(instant.getEpochSecond() * 1_000_000L + instant.getNano() / 1000)
          : IsoText.NONE;
    }
    if (found instanceof LocalDate date) {
      found = date.atStartOfDay();
    }
    if (found instanceof LocalDateTime dateTime && inRange(dateTime.toEpochSecond(ZoneOffset.UTC), dateTime.getNano())) {
      return local(dateTime.toLocalDate().toEpochDay(), dateTime.toLocalTime().toNanoOfDay() / 1000);
    }
    return IsoText.NONE;
  }

  private static boolean inRange(long seconds, int nanos) {
    return Math.abs(seconds) < MOST_SECONDS && nanos % 1000 == 0;
  }
}
