package dev.caravan.runtime;

import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.failure.DependencyPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The family of keys {@code caravan.breaker.<dependency>.<part>}, which say how one outside system is called, and {@code
 * caravan.breaker.<part>} for all others. Not thread-safe.
 */
final class DependencySettings {
  static final String PREFIX = "caravan.breaker.";

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9]+([.-][a-zA-Z0-9]+)*");
  private static final String NAME_FORM = "letters, digits, single dots and dashes";
  private static final Pattern VARIABLE =
      Pattern.compile("CARAVAN_BREAKER_([A-Z0-9_]+?)_(" + Arrays.stream(Part.values()).map(Enum::name).collect(Collectors.joining("|")) + ")");
  /** What differs without anybody saying so. The ledger's pool of connections limits its calls, and nothing goes on without it. */
  static final Map<String, Map<Part, String>> BUILT_IN = Map.of("ledger", Map.of(Part.CONCURRENT, "0", Part.OPEN, "5s"));

  private final Map<String, Map<Part, Value>> named = new TreeMap<>();

  /** What can be said of the calls to a system. */
  enum Part {
    FAILURES(Setting.BREAKER_FAILURES, "a percentage from 1 to 100"),
    CALLS(Setting.BREAKER_CALLS, "a whole number of at least 1"),
    OPEN(Setting.BREAKER_OPEN, "a duration with its unit, such as 10s, above 0"),
    PROBES(Setting.BREAKER_PROBES, "a whole number of at least 1"),
    CONCURRENT(Setting.BREAKER_CONCURRENT, "a whole number of at least 0"),
    WAIT(Setting.BREAKER_WAIT, "a duration with its unit, such as 10s"),
    RESERVED(Setting.BREAKER_RESERVED, "a whole number of at least 0");

    private final Setting general;
    private final String required;

    Part(Setting general, String required) {
      this.general = general;
      this.required = required;
    }

    /** The key that holds for all systems which have none of their own. */
    Setting general() {
      return general;
    }

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }

    static List<String> keys() {
      return Arrays.stream(values()).map(Part::key).toList();
    }
  }

  /**
   * @param key that said it
   * @param origin where it was said, for messages
   */
  private record Value(String key, String text, String origin) {}

  static boolean owns(String key) {
    return key.startsWith(PREFIX) && Setting.of(key).isEmpty();
  }

  /** The key that a variable of the environment spells, if it spells one of these. */
  static Optional<String> keyOf(String variable) {
    Matcher matcher = VARIABLE.matcher(variable);
    return matcher.matches()
        ? Optional.of(PREFIX + matcher.group(1).toLowerCase(Locale.ROOT).replace('_', '-') + "." + matcher.group(2).toLowerCase(Locale.ROOT))
        : Optional.empty();
  }

  void add(String key, String text, String origin, Problems problems) {
    int dot = key.lastIndexOf('.');
    String name = dot < PREFIX.length() ? "" : key.substring(PREFIX.length(), dot);
    String part = key.substring(dot + 1);
    Optional<Part> known = Arrays.stream(Part.values()).filter(one -> one.key().equals(part)).findFirst();
    if (name.isEmpty() || known.isEmpty()) {
      List<String> keys = new ArrayList<>(Part.keys().stream().map(one -> PREFIX + (name.isEmpty() ? "" : name + ".") + one).toList());
      problems.add(
          Problem.of(ErrorCode.CONFIG_UNKNOWN_KEY, SettingValues.place(origin), "There is no property '" + key + "'").next(Nearest.advice(key, keys)));
    } else if (!NAME.matcher(name).matches()) {
      problems.add(
          Problem.of(ErrorCode.CONFIG_UNKNOWN_KEY, SettingValues.place(origin), "There is no property '" + key + "'")
              .required(PREFIX + "<dependency>." + part + ", the dependency of " + NAME_FORM, "'" + name + "'"));
    } else {
      named.computeIfAbsent(name, any -> new EnumMap<>(Part.class)).put(known.get(), new Value(key, text, origin));
    }
  }

  /**
   * The policies of systems that are named, and that of all others by the name "".
   *
   * @param general text and origin of the keys for all, by key
   */
  Map<String, DependencyPolicy> read(Function<Setting, Map.Entry<String, String>> general, Problems problems) {
    Map<Part, Value> byDefault = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      Map.Entry<String, String> said = general.apply(part.general());
      byDefault.put(part, new Value(part.general().key(), said.getKey(), said.getValue()));
    }
    Map<String, DependencyPolicy> policies = new TreeMap<>();
    policies.put("", policy("", byDefault, problems));
    BUILT_IN.keySet().forEach(name -> named.computeIfAbsent(name, any -> new EnumMap<>(Part.class)));
    named.forEach(
        (name, values) -> {
          Map<Part, Value> all = new EnumMap<>(byDefault);
          BUILT_IN.getOrDefault(name, Map.of()).forEach((part, text) -> all.put(part, new Value(PREFIX + name + "." + part.key(), text, "default")));
          all.putAll(values);
          policies.put(name, policy(name + ".", all, problems));
        });
    return policies;
  }

  private static DependencyPolicy policy(String name, Map<Part, Value> values, Problems problems) {
    Problems mine = new Problems();
    int failures = number(Part.FAILURES, values, 1, 100, mine);
    int concurrent = number(Part.CONCURRENT, values, 0, Integer.MAX_VALUE, mine);
    int reserved = number(Part.RESERVED, values, 0, Integer.MAX_VALUE, mine);
    DependencyPolicy policy =
        new DependencyPolicy(
            failures,
            number(Part.CALLS, values, 1, 1_000_000, mine),
            duration(Part.OPEN, values, Duration.ofMillis(1), mine),
            number(Part.PROBES, values, 1, 1_000_000, mine),
            concurrent,
            duration(Part.WAIT, values, Duration.ZERO, mine),
            reserved);
    // Nobody has to lower a default that was made for larger numbers.
    if (mine.isEmpty() && concurrent > 0 && reserved >= concurrent && !values.get(Part.RESERVED).origin().equals("default")) {
      wrong(Part.RESERVED, values, "less than " + PREFIX + name + "concurrent, which is " + concurrent, mine);
    }
    // What is wrong in a key for all is told once, there.
    mine.list().stream().filter(problem -> problems.list().stream().noneMatch(told -> told.toString().equals(problem.toString()))).forEach(problems::add);
    return policy;
  }

  private static int number(Part part, Map<Part, Value> values, int least, int most, Problems problems) {
    try {
      int number = Integer.parseInt(values.get(part).text());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below, as any other value that does not do
    }
    wrong(part, values, part.required, problems);
    return least;
  }

  private static Duration duration(Part part, Map<Part, Value> values, Duration least, Problems problems) {
    Optional<Duration> duration = SettingValues.durationOf(values.get(part).text()).filter(read -> read.compareTo(least) >= 0);
    if (duration.isEmpty()) {
      wrong(part, values, part.required, problems);
    }
    return duration.orElse(least);
  }

  private static void wrong(Part part, Map<Part, Value> values, String required, Problems problems) {
    Value value = values.get(part);
    problems.add(
        Problem.of(ErrorCode.CONFIG_BAD_VALUE, SettingValues.place(value.origin()), "The property '" + value.key() + "' cannot be read")
            .required(required, "'" + value.text() + "'"));
  }
}
