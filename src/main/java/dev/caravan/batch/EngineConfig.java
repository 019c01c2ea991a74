package dev.caravan.batch;

import java.nio.file.Path;
import java.util.Locale;

/**
 * What the engine may use.
 *
 * @param memory of DuckDB, e.g. {@code 512MB}; the Java heap comes on top
 * @param threads that compute at once; 0 means one a core
 * @param spill folder for what does not fit into memory; each engine makes one of its own beside it when it needs it, its
 *     name with a number behind, and removes it when it closes
 */
public record EngineConfig(String memory, int threads, Path spill) {

  /** The memory as the engine understands it: its units are powers of a thousand. */
  public long memoryBytes() {
    String unit = memory.replaceAll("[\\d\\s]", "").toUpperCase(Locale.ROOT);
    long factor =
        switch (unit) {
          case "KB" -> 1_000;
          case "MB" -> 1_000_000;
          case "GB" -> 1_000_000_000;
          default -> throw new IllegalStateException("memory of the engine has a unit: " + memory);
        };
    return Long.parseLong(memory.replaceAll("\\D", "")) * factor;
  }
}
