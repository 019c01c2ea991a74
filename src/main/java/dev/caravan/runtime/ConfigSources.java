package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.runtime.lint.PropertiesText;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * Gathers properties; a later source wins over an earlier one: defaults, {@code
 * application.properties} on the class path, a properties file, the environment, the command line.
 * Not thread-safe.
 */
public final class ConfigSources {
  private final Problems problems = new Problems();
  private final SettingValues said = new SettingValues(problems);
  private final DataSourceSettings dataSources = new DataSourceSettings();
  private final DependencySettings dependencies = new DependencySettings();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<String> looked = new ArrayList<>();

  /** Adds {@code application.properties} of the class path, if there is one. */
  public ConfigSources classPath() {
    try (InputStream in = ConfigSources.class.getResourceAsStream("/application.properties")) {
      if (in != null) {
        said.in("application.properties");
        looked.add("application.properties of the class path");
        addAll(new String(in.readAllBytes(), StandardCharsets.UTF_8), "application.properties");
      }
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.CONFIG_BAD_VALUE, "application.properties cannot be read: " + e.getMessage(), e);
    }
    return this;
  }

  /** Adds a file that must exist. */
  public ConfigSources file(Path file) {
    if (!Files.isRegularFile(file)) {
      problems.add(Problem.of(ErrorCode.FILE_NOT_FOUND, Place.of(file.toString()), "The properties file does not exist"));
      return this;
    }
    said.in(file.toString());
    looked.add(file.toString());
    try {
      addAll(Files.readString(file), file.toString());
    } catch (IOException | IllegalArgumentException e) {
      problems.add(
          Problem.of(ErrorCode.CONFIG_BAD_VALUE, Place.of(file.toString()), "The properties file cannot be read: " + e.getMessage()));
    }
    return this;
  }

  /** Adds a file if it exists. */
  public ConfigSources optionalFile(Path file) {
    if (Files.isRegularFile(file)) {
      return file(file);
    }
    looked.add(file + " (no such file)");
    return this;
  }

  /**
   * Adds the variables that spell a setting: {@code CARAVAN_HTTP_PORT}, {@code
   * CARAVAN_DATASOURCE_ORDERS_URL}. Others that begin with CARAVAN_ belong to the launcher or to
   * somebody else and are left alone; passwords may be in any.
   */
  public ConfigSources environment(Map<String, String> environment) {
    this.environment.putAll(environment);
    looked.add("the environment");
    environment.forEach(
        (variable, text) ->
            DataSourceSettings.keyOf(variable).or(() -> DependencySettings.keyOf(variable)).ifPresent(key -> add(key, text, "environment variable " + variable)));
    for (Setting setting : Setting.values()) {
      String text = environment.get(setting.environmentName());
      if (text != null) {
        add(setting.key(), text, "environment variable " + setting.environmentName());
      }
    }
    return this;
  }

  public ConfigSources commandLine(Map<String, String> properties) {
    looked.add("-p");
    properties.forEach((key, text) -> add(key, text, "-p " + key));
    return this;
  }

  private void addAll(String text, String file) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(text));
    Map<String, Integer> lines = PropertiesText.lines(text);
    properties.stringPropertyNames().stream().sorted().forEach(key -> add(key, properties.getProperty(key), file + ":" + lines.get(key)));
  }

  private void add(String key, String text, String origin) {
    if (DataSourceSettings.owns(key)) {
      dataSources.add(key, text.strip(), origin, problems);
    } else if (DependencySettings.owns(key)) {
      dependencies.add(key, text.strip(), origin, problems);
    } else if (key.startsWith("caravan.") && Setting.of(key).isEmpty()) {
      problems.add(
          Problem.of(ErrorCode.CONFIG_UNKNOWN_KEY, SettingValues.place(origin), "There is no property '" + key + "'")
              .next(Nearest.advice(key, Setting.keys())));
      return;
    }
    said.put(key, text, origin);
  }

  /** @throws CaravanException with everything that is wrong */
  public CaravanConfig read() {
    CaravanConfig config = reading().read();
    problems.throwIfAny();
    return config;
  }

  /**
   * As {@link #read()}, with defaults in place of what cannot be read.
   *
   * @param problems is handed everything that is wrong
   */
  public CaravanConfig readAnyway(Consumer<Problem> problems) {
    CaravanConfig config = reading().read();
    this.problems.list().forEach(problems);
    return config;
  }

  private ConfigReading reading() {
    return new ConfigReading(said, dataSources, dependencies, environment, looked, problems);
  }

  /** What was said, as far as others may see it. */
  public Disclosure disclosure() {
    Discloser discloser = new Discloser();
    said.all().forEach((key, value) -> discloser.add(key, value.text(), value.origin()));
    environment.forEach(discloser::hide);
    return discloser.disclosure();
  }
}
