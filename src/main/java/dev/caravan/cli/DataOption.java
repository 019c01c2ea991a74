package dev.caravan.cli;

import dev.caravan.Problem;
import dev.caravan.runtime.CaravanConfig;
import dev.caravan.runtime.ConfigSources;
import dev.caravan.runtime.Disclosure;
import dev.caravan.runtime.Rereading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** The options by which every command finds its configuration and data folder. */
public final class DataOption {
  private static final Path OPTIONAL_FILE = Path.of("caravan.properties");

  @Option(names = "--data", paramLabel = "DIR", description = "The data folder (default: caravan-data in the working directory).")
  private Path data;

  @Option(names = "--properties", paramLabel = "FILE", description = "A properties file (default: caravan.properties, if there is one).")
  private Path properties;

  @Option(names = "-p", paramLabel = "KEY=VALUE", description = "A property; wins over every file and the environment.")
  private Map<String, String> single = new LinkedHashMap<>();

  /** @throws dev.caravan.CaravanException with everything that is wrong with the configuration */
  public CaravanConfig config() {
    return config(Map.of());
  }

  /** As {@link #config()}, with what other options of the command say. */
  public CaravanConfig config(Map<String, String> more) {
    return config(more, Map.of());
  }

  /**
   * As {@link #config(Map)}, with secrets that exist in memory only.
   *
   * @param secrets by the variable of the environment that would hold each
   */
  CaravanConfig config(Map<String, String> more, Map<String, String> secrets) {
    return sources(more, secrets).read();
  }

  /** What another process must be told to find the same configuration, but for the data folder. */
  public List<String> beyondData() {
    List<String> arguments = new ArrayList<>();
    if (properties != null) {
      arguments.addAll(List.of("--properties", properties.toAbsolutePath().toString()));
    }
    single.forEach((key, value) -> arguments.addAll(List.of("-p", key + "=" + value)));
    return arguments;
  }

  /** How what {@link #config(Map)} says is read anew while flows run. */
  Rereading rereading(Map<String, String> more) {
    return new Rereading(() -> config(more), List.of(properties == null ? OPTIONAL_FILE : properties));
  }

  /** With defaults in place of what cannot be read. @param problems is handed everything that is wrong */
  CaravanConfig configAnyway(Consumer<Problem> problems) {
    return sources(Map.of(), Map.of()).readAnyway(problems);
  }

  /** What the settings say, as far as others may see it. */
  Disclosure disclosure() {
    return sources(Map.of(), Map.of()).disclosure();
  }

  private ConfigSources sources(Map<String, String> more, Map<String, String> secrets) {
    ConfigSources sources = new ConfigSources().classPath();
    if (properties == null) {
      sources.optionalFile(OPTIONAL_FILE);
    } else {
      sources.file(properties);
    }
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putAll(secrets);
    sources.environment(environment);
    Map<String, String> commandLine = new LinkedHashMap<>(single);
    if (data != null) {
      commandLine.put("caravan.data", data.toString());
    }
    commandLine.putAll(more);
    return sources.commandLine(commandLine);
  }
}
