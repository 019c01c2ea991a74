package dev.caravan.runtime.routetest;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.Engine;
import dev.caravan.batch.EngineConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** An engine with a folder of its own, which goes when it is closed. */
record TemporaryEngine(Engine engine, Path folder) implements AutoCloseable {

  /** @param config memory and threads; its spill folder stays untouched */
  TemporaryEngine(EngineConfig config) {
    this(config, made());
  }

  private TemporaryEngine(EngineConfig config, Path folder) {
    this(new Engine(new EngineConfig(config.memory(), config.threads(), folder.resolve("spill"))), folder);
  }

  private static Path made() {
    try {
      return Files.createTempDirectory("caravan-test-");
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SINK_STAGE, "cannot make a temporary folder: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    engine.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SINK_STAGE, "cannot delete the temporary folder " + folder + ": " + e.getMessage(), e);
    }
  }
}
