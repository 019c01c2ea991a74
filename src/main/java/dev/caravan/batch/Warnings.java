package dev.caravan.batch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts what was noticed and let pass. The number of names is bounded, the counting is not. */
final class Warnings {
  private static final int MOST_NAMES = 200;
  private static final String OTHERS = "unknown-field:(others)";

  private final Map<String, long[]> counts = new LinkedHashMap<>();
  private final Map<String, long[]> unknownFields = new LinkedHashMap<>();
  private long otherUnknownFields;

  void count(String name) {
    counts.computeIfAbsent(name, key -> new long[1])[0]++;
  }

  /** A field of the source that no column reads. */
  void unknownField(String field, long times) {
    long[] count = unknownFields.get(field);
    if (count == null && unknownFields.size() < MOST_NAMES) {
      count = unknownFields.computeIfAbsent(Utf8.shown(field), key -> new long[1]);
    }
    if (count == null) {
      otherUnknownFields += times;
    } else {
      count[0] += times;
    }
  }

  Map<String, Long> sorted() {
    Map<String, Long> sorted = new TreeMap<>();
    counts.forEach((name, count) -> sorted.put(name, count[0]));
    unknownFields.forEach((field, count) -> sorted.put("unknown-field:" + field, count[0]));
    if (otherUnknownFields > 0) {
      sorted.put(OTHERS, otherUnknownFields);
    }
    return sorted;
  }
}
