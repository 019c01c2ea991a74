package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.Engine;
import dev.caravan.batch.EngineConfig;
import dev.caravan.quality.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** An engine and a folder of its own for a command that looks at files and lands nothing; closing deletes the folder. */
final class TrialFolder implements AutoCloseable {
  private final Path folder;
  private final Engine engine;

  TrialFolder(EngineConfig config) {
    try {
      folder = Files.createTempDirectory("caravan-trial-");
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SINK_STAGE, "cannot make a temporary folder: " + e.getMessage(), e);
    }
    engine = new Engine(new EngineConfig(config.memory(), config.threads(), folder.resolve("spill")));
  }

  Engine engine() {
    return engine;
  }

  /** For whatever else is made on the way. */
  Path path() {
    return folder;
  }

  Trial trial() {
    return new Trial(engine, folder);
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

  /** The contract named, by its name or by its file. */
  static dev.caravan.contract.Contract contract(String nameOrFile, Path contracts) {
    Path file = Path.of(nameOrFile.contains("#") ? nameOrFile.substring(0, nameOrFile.indexOf('#')) : nameOrFile);
    return Files.isRegularFile(file) ? dev.caravan.contract.ContractReader.read(file) : new dev.caravan.contract.Contracts(List.of(contracts)).contract(nameOrFile);
  }
}
