package dev.caravan.sandbox;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What was generated for one flow, so that its counts can be foretold.
 *
 * @param flow id of the route that reads it: {@code retail-orders}
 * @param files in the order they were written
 * @param records all of them, clean and dirty
 * @param dirt how many records of each kind
 */
public record GeneratedFlow(String flow, List<Path> files, long records, Map<Dirt, Long> dirt) {
  public GeneratedFlow {
    files = List.copyOf(files);
    EnumMap<Dirt, Long> copy = new EnumMap<>(Dirt.class);
    copy.putAll(dirt);
    dirt = Collections.unmodifiableMap(copy);
  }

  /** Records that a correct flow counts there. */
  public long expected(Dirt.Outcome outcome) {
    return dirt.entrySet().stream().filter(entry -> entry.getKey().outcome() == outcome).mapToLong(Map.Entry::getValue).sum();
  }

  /** Records that a correct flow lands. */
  public long clean() {
    return records - dirt.values().stream().mapToLong(Long::longValue).sum();
  }
}
