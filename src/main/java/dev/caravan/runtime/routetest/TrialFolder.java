package dev.caravan.runtime.routetest;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.batch.Engine;
import dev.caravan.batch.EngineConfig;
import dev.caravan.contract.Contract;
import dev.caravan.contract.ContractReader;
import dev.caravan.contract.Contracts;
import dev.caravan.quality.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** An engine and a folder of its own for what looks at records and lands nothing; closing deletes the folder. */
public final class TrialFolder implements AutoCloseable {
  private final Path folder;
  private final Engine engine;

  public TrialFolder(EngineConfig config) {
    try {
      folder = Files.createTempDirectory("caravan-trial-");
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SINK_STAGE, "cannot make a temporary folder: " + e.getMessage(), e);
    }
    engine = new Engine(new EngineConfig(config.memory(), config.threads(), folder.resolve("spill")));
  }

  public Engine engine() {
    return engine;
  }

  /** For whatever else is made on the way. */
  public Path path() {
    return folder;
  }

  public Trial trial() {
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
  public static Contract contract(String nameOrFile, Path contracts) {
    Path file = Path.of(nameOrFile.contains("#") ? nameOrFile.substring(0, nameOrFile.indexOf('#')) : nameOrFile);
    return Files.isRegularFile(file) ? ContractReader.read(file) : new Contracts(List.of(contracts)).contract(nameOrFile);
  }
}
