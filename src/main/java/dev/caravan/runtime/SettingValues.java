package dev.caravan.runtime;

import dev.caravan.Credential;
import dev.caravan.ErrorCode;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.Secret;
import dev.caravan.Secrets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What was said for each setting, read as what it is to be. What cannot be read is told as a problem, and a value that
 * lets the reading go on takes its place. Not thread-safe.
 */
final class SettingValues {
  private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");
  private static final Pattern LINE = Pattern.compile("(.+):(\\d{1,9})");
  private static final Pattern BYTES = Pattern.compile("(\\d+)\\s*(KB|MB|GB)", Pattern.CASE_INSENSITIVE);

  private final Map<String, Value> values = new LinkedHashMap<>();
  private final List<String> files = new ArrayList<>();
  private final Problems problems;

  /** @param origin where it was said, for messages */
  record Value(String text, String origin) {}

  /** @param problems takes what cannot be read */
  SettingValues(Problems problems) {
    this.problems = problems;
    for (Setting setting : Setting.values()) {
      values.put(setting.key(), new Value(setting.byDefault(), "default"));
    }
  }

  /** Notes a file that may say something; a later one wins. */
  void in(String file) {
    files.add(0, file);
  }

  List<String> files() {
    return files;
  }

  /** Says something, in place of what was said before. */
  void put(String key, String text, String origin) {
    values.put(key, new Value(text.strip(), origin));
  }

  /** What was said, of settings and of other keys. */
  Map<String, Value> all() {
    return Collections.unmodifiableMap(values);
  }

  /** Where what holds for a setting was said. */
  String origin(Setting setting) {
    return values.get(setting.key()).origin();
  }

  /** Of an origin such as caravan.properties:3. */
  static Place place(String origin) {
    Matcher line = LINE.matcher(origin);
    return line.matches() ? new Place(line.group(1), Integer.parseInt(line.group(2)), 0) : Place.of(origin);
  }

  /** What either setting says, or null for neither. */
  Credential credential(Setting value, Setting name, Secrets secrets) {
    Secret given = secret(value);
    if (given != null && !text(name).isEmpty()) {
      problems.add(
          Problem.of(ErrorCode.CONFIG_BAD_VALUE, place(origin(name)), "The value and the name of the same secret are given")
              .required("one of " + value.key() + " and " + name.key(), "both"));
    }
    if (given != null) {
      return Credential.of(given);
    }
    return text(name).isEmpty() ? null : secrets.credential(text(name));
  }

  /** The credential that opens a store: what either setting says, though not a secret of that store itself. */
  Credential opening(String store, Setting value, Setting name, Secrets others) {
    String from = text(name);
    boolean inside = from.startsWith(store + ":") || (!from.contains(":") && text(Setting.SECRETS_STORE).equals(store));
    if (!from.isEmpty() && inside) {
      return bad(name, "a secret of another store: it opens this one", null);
    }
    return credential(value, name, others);
  }

  Secret secret(Setting setting) {
    return text(setting).isEmpty() ? null : new Secret(text(setting));
  }

  String text(Setting setting) {
    return values.get(setting.key()).text();
  }

  Path path(Setting setting) {
    return Path.of(text(setting)).toAbsolutePath().normalize();
  }

  CaravanConfig.Switch choice(Setting setting) {
    return switch (text(setting)) {
      case "true" -> CaravanConfig.Switch.TRUE;
      case "false" -> CaravanConfig.Switch.FALSE;
      case "auto" -> CaravanConfig.Switch.AUTO;
      default -> bad(setting, "true, false or auto", CaravanConfig.Switch.AUTO);
    };
  }

  int port(Setting setting) {
    int port = count(setting);
    return port <= 65535 ? port : bad(setting, "a port from 0 to 65535", 0);
  }

  int count(Setting setting) {
    try {
      int count = Integer.parseInt(text(setting));
      return count >= 0 ? count : bad(setting, "a whole number of at least 0", 0);
    } catch (NumberFormatException e) {
      return bad(setting, "a whole number of at least 0", 0);
    }
  }

  double factor(Setting setting) {
    try {
      double factor = Double.parseDouble(text(setting));
      return factor >= 1 ? factor : bad(setting, "a number of at least 1", 1.0);
    } catch (NumberFormatException e) {
      return bad(setting, "a number of at least 1", 1.0);
    }
  }

  String bytes(Setting setting) {
    return BYTES.matcher(text(setting)).matches() ? text(setting) : bad(setting, "a size such as 512MB", "512MB");
  }

  long size(Setting setting) {
    Matcher matcher = BYTES.matcher(text(setting));
    if (!matcher.matches() || matcher.group(1).length() > 9) {
      return bad(setting, "a size such as 512MB", Long.MAX_VALUE);
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2).toUpperCase(Locale.ROOT)) {
      case "KB" -> amount << 10;
      case "MB" -> amount << 20;
      default -> amount << 30;
    };
  }

  Set<String> words(Setting setting) {
    return Arrays.stream(text(setting).split(",")).map(String::strip).filter(word -> !word.isEmpty()).collect(Collectors.toCollection(TreeSet::new));
  }

  Duration duration(Setting setting) {
    return durationOf(text(setting)).orElseGet(() -> bad(setting, "a duration with its unit, such as 10s", Duration.ZERO));
  }

  static Optional<Duration> durationOf(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches() || matcher.group(1).length() > 9) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        });
  }

  <T> T bad(Setting setting, String required, T instead) {
    Value value = values.get(setting.key());
    String got = setting.kind() == Setting.Kind.SECRET ? "****" : "'" + value.text() + "'";
    problems.add(
        Problem.of(ErrorCode.CONFIG_BAD_VALUE, place(value.origin()), "The property '" + setting.key() + "' cannot be read")
            .required(required, got)
            .next("Mend it there. " + lookedFor(setting)));
    return instead;
  }

  String lookedFor(Setting setting) {
    List<String> places = new ArrayList<>(List.of("-p " + setting.key(), "environment variable " + setting.environmentName()));
    places.addAll(files);
    return "Looked for in this order: " + String.join(", ", places)
        + (setting.byDefault().isEmpty() ? "." : ", the default " + setting.byDefault() + ".");
  }
}
