package dev.caravan.runtime.metrics;

import dev.caravan.streams.StreamsStanding;
import dev.caravan.streams.StreamsWatch;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Counts what becomes of the records of streams. Each is counted many times a second, so no meter is looked up for it. Thread-safe. */
final class StreamsFigures implements StreamsWatch {
  private final Figures figures;
  private final Map<String, Map<End, LongAdder>> counts = new ConcurrentHashMap<>();

  StreamsFigures(Figures figures) {
    this.figures = figures;
  }

  @Override
  public void watches(String streams, Supplier<StreamsStanding> standing) {
    figures.of(Metric.STREAMS_STATE, streams, () -> standing.get().state().ordinal());
    figures.of(Metric.STREAMS_LAG, streams, () -> standing.get().lag());
    of(streams).forEach((end, count) -> figures.of(Metric.STREAMS_RECORDS, streams, Tags.of("end", end.word()), count::sum));
  }

  @Override
  public void counted(String streams, End end) {
    of(streams).get(end).increment();
  }

  private Map<End, LongAdder> of(String streams) {
    return counts.computeIfAbsent(streams, name -> zeros());
  }

  private static Map<End, LongAdder> zeros() {
    Map<End, LongAdder> zeros = new EnumMap<>(End.class);
    for (End end : End.values()) {
      zeros.put(end, new LongAdder());
    }
    return zeros;
  }
}
