package dev.caravan.runtime;

import dev.caravan.Credential;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.Secret;
import dev.caravan.Secrets;
import dev.caravan.catalog.DataSources;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The family of keys {@code caravan.datasource.<name>.<part>}, by which databases beyond the data
 * folder are made known. Not thread-safe.
 */
final class DataSourceSettings {
  static final String PREFIX = "caravan.datasource.";

  // No underscore: CARAVAN_DATASOURCE_ORDERS_DB_URL can so mean orders-db only.
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final String NAME_FORM = "lower-case letters, digits and single dashes, beginning with a letter";
  private static final Pattern VARIABLE = Pattern.compile("CARAVAN_DATASOURCE_([A-Z0-9_]+?)_(PASSWORD_ENV|PASSWORD_FROM|PASSWORD|USER|URL)");
  private static final Pattern CREDENTIALS = Pattern.compile("(?i)[?&;](password|passwd|pwd)=|//[^/@]*:[^/@]*@");

  private final Map<String, Map<Part, Value>> sources = new TreeMap<>();

  /** What is said of one data source. */
  private enum Part {
    URL,
    USER,
    PASSWORD,
    PASSWORD_ENV,
    PASSWORD_FROM;

    private String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static List<String> keys() {
      return Arrays.stream(values()).map(Part::key).toList();
    }
  }

  /** @param origin where it was said, for messages */
  private record Value(String text, String origin) {}

  static boolean owns(String key) {
    return key.startsWith(PREFIX);
  }

  /** Whether nobody may see what stands behind the key. */
  static boolean isSecret(String key) {
    return owns(key) && key.endsWith("." + Part.PASSWORD.key());
  }

  /** The key that a variable of the environment spells, if it spells one of these. */
  static Optional<String> keyOf(String variable) {
    Matcher matcher = VARIABLE.matcher(variable);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(PREFIX + dashed(matcher.group(1)) + "." + dashed(matcher.group(2)));
  }

  private static String dashed(String variable) {
    return variable.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  void add(String key, String text, String origin, Problems problems) {
    int dot = key.lastIndexOf('.');
    String name = dot < PREFIX.length() ? "" : key.substring(PREFIX.length(), dot);
    String part = key.substring(dot + 1);
    Optional<Part> known = Arrays.stream(Part.values()).filter(one -> one.key().equals(part)).findFirst();
    if (!NAME.matcher(name).matches()) {
      problems.add(
          Problem.of(ErrorCode.CONFIG_UNKNOWN_KEY, SettingValues.place(origin), "There is no property '" + key + "'")
              .required(PREFIX + "<name>.<" + String.join("|", Part.keys()) + ">, the name of " + NAME_FORM, "'" + name + "'"));
    } else if (known.isEmpty()) {
      List<String> keys = Part.keys().stream().map(one -> PREFIX + name + "." + one).toList();
      problems.add(
          Problem.of(ErrorCode.CONFIG_UNKNOWN_KEY, SettingValues.place(origin), "There is no property '" + key + "'").next(Nearest.advice(key, keys)));
    } else {
      sources.computeIfAbsent(name, any -> new LinkedHashMap<>()).put(known.get(), new Value(text, origin));
    }
  }

  /**
   * What each data source is reached by; a problem that concerns no single key has no place.
   *
   * @param files those that were read, the one that wins first
   */
  Map<String, DataSources.Config> read(Map<String, String> environment, List<String> files, Secrets secrets, Problems problems) {
    Map<String, DataSources.Config> configs = new TreeMap<>();
    sources.forEach(
        (name, parts) ->
            config(name, parts, environment, files, secrets.usedBy("data source " + name), problems).ifPresent(config -> configs.put(name, config)));
    return configs;
  }

  private static Optional<DataSources.Config> config(
      String name, Map<Part, Value> parts, Map<String, String> environment, List<String> files, Secrets secrets, Problems problems) {
    Value url = parts.get(Part.URL);
    if (url == null || url.text().isEmpty()) {
      problems.add(
          Problem.of(ErrorCode.CONFIG_BAD_VALUE, null, "The data source '" + name + "' has no address")
              .required(PREFIX + name + ".url", "none")
              .next("Set it. Looked for in this order: " + String.join(", ", looked(name, files)) + "."));
      return Optional.empty();
    }
    if (CREDENTIALS.matcher(url.text()).find()) {
      problems.add(
          Problem.of(ErrorCode.CONFIG_BAD_VALUE, SettingValues.place(url.origin()), "The address of the data source '" + name + "' holds a password")
              .required("an address without credentials, which logs may show", "****")
              .next("Give it as " + PREFIX + name + ".password, or name what holds it: " + PREFIX + name + ".password-from (a secret) or " + PREFIX + name + ".password-env (a variable)."));
      return Optional.empty();
    }
    if (!url.text().startsWith("jdbc:")) {
      problems.add(
          Problem.of(ErrorCode.CONFIG_BAD_VALUE, SettingValues.place(url.origin()), "The property '" + PREFIX + name + ".url' cannot be read")
              .required("an address of JDBC such as jdbc:postgresql://host/database", "'" + url.text() + "'"));
      return Optional.empty();
    }
    Value user = parts.get(Part.USER);
    return Optional.of(new DataSources.Config(url.text(), user == null ? null : user.text(), password(name, parts, environment, secrets, problems)));
  }

  private static List<String> looked(String name, List<String> files) {
    List<String> places = new ArrayList<>(List.of("-p " + PREFIX + name + ".url", "environment variable " + variable(PREFIX + name + ".url")));
    places.addAll(files);
    return places;
  }

  private static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private static Credential password(String name, Map<Part, Value> parts, Map<String, String> environment, Secrets secrets, Problems problems) {
    List<Part> given = parts.keySet().stream().filter(part -> part.name().startsWith("PASSWORD")).toList();
    if (given.size() > 1) {
      problems.add(
          Problem.of(ErrorCode.CONFIG_BAD_VALUE, null, "The data source '" + name + "' has more than one password")
              .required("one of password, password-env and password-from", String.join(", ", given.stream().map(Part::key).sorted().toList())));
      return null;
    }
    if (given.isEmpty()) {
      return null;
    }
    Value value = parts.get(given.get(0));
    return switch (given.get(0)) {
      case PASSWORD -> Credential.of(new Secret(value.text()));
      case PASSWORD_FROM -> secrets.credential(value.text());
      case PASSWORD_ENV -> variable(name, value, environment, problems);
      case URL, USER -> throw new IllegalStateException("no password: " + given);
    };
  }

  private static Credential variable(String name, Value variable, Map<String, String> environment, Problems problems) {
    String text = environment.get(variable.text());
    if (text == null) {
      problems.add(
          Problem.of(ErrorCode.CONFIG_BAD_VALUE, null, "The password of the data source '" + name + "' is not in the environment")
              .required("a variable " + variable.text(), "none")
              .next("Export it; " + variable.origin() + " names it."));
      return null;
    }
    return Credential.of(new Secret(text));
  }
}
