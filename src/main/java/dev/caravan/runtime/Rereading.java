package dev.caravan.runtime;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * How settings are read anew while flows run.
 *
 * @param config reads them from the same places as before
 * @param files the properties files among these places; they need not exist
 */
public record Rereading(Supplier<CaravanConfig> config, List<Path> files) {
  public Rereading {
    files = List.copyOf(files);
  }

  /** Settings stay as they are. */
  public static Rereading never(CaravanConfig config) {
    return new Rereading(() -> config, List.of());
  }
}
