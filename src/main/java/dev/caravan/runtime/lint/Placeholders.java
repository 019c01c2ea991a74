package dev.caravan.runtime.lint;

import dev.caravan.Nearest;
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

/** The properties a placeholder may name, and where they were looked for. */
final class Placeholders {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]+)}}");

  /** Functions by which Camel fills placeholders from vaults. */
  private static final Set<String> VAULTS = Set.of("aws", "azure", "cyberark", "gcp", "hashicorp", "ibm", "secret", "secret-binary");

  private static final Set<String> FUNCTIONS = Set.of("env", "sys", "bean", "service", "service.host", "service.port");

  private final Map<String, String> properties = new LinkedHashMap<>();
  private final List<String> lookedIn;

  /** @param lookedIn where the properties come from, for messages */
  Placeholders(Map<String, String> properties, List<String> lookedIn) {
    this.properties.putAll(properties);
    this.lookedIn = List.copyOf(lookedIn);
  }

  boolean knows(String name) {
    return properties.containsKey(name) || System.getProperty(name) != null || System.getenv(name) != null
        || System.getenv(name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_")) != null;
  }

  /** The text with every placeholder replaced whose value is known, or that brings a default. */
  String resolved(String text) {
    return PLACEHOLDER.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found.group(1)).orElse(found.group())));
  }

  /** The text as messages quote it: beside a placeholder its value. */
  String shown(String text) {
    String resolved = resolved(text);
    return resolved.equals(text) ? "'" + text + "'" : "'" + resolved + "' from " + text;
  }

  // A function such as {{env:NAME}} looks like a name with a default.
  private Optional<String> value(String name) {
    int colon = name.indexOf(':');
    if (name.startsWith("?") || isFunction(colon < 0 ? "" : name.substring(0, colon))) {
      return Optional.empty();
    }
    String plain = colon < 0 ? name : name.substring(0, colon);
    String known = properties.get(plain);
    if (known != null || knows(plain)) {
      return Optional.ofNullable(known).filter(text -> !text.contains("{{"));
    }
    return colon < 0 ? Optional.empty() : Optional.of(name.substring(colon + 1));
  }

  private static boolean isFunction(String name) {
    return FUNCTIONS.contains(name) || VAULTS.contains(name);
  }

  /** Names in a text, with the place of each: those without default and function. */
  interface Use {
    void name(String name, int index);
  }

  static void each(String text, Use use) {
    Matcher matcher = PLACEHOLDER.matcher(text);
    while (matcher.find()) {
      use.name(matcher.group(1), matcher.start(1));
    }
  }

  private String lookedIn(String name) {
    String variable = name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
    return lookedIn.stream().map(place -> place.equals("the environment") ? "the environment (" + variable + ")" : place).collect(Collectors.joining(", "));
  }

  /** Reports each placeholder of a text that nothing can fill. */
  void check(Yaml.Scalar scalar, Set<String> others, Findings findings) {
    each(scalar.text(), (name, index) -> {
      int colon = name.indexOf(':');
      if (colon > 0 && VAULTS.contains(name.substring(0, colon))) {
        findings.add(LintRule.SECRET_READ_ONCE, scalar.at(index), "a secret is read once, at the start: " + name.substring(0, colon),
            "the name of a secret in a setting that asks at each use", "a placeholder", null);
      }
      if (name.startsWith("?") || name.contains(":") || others.contains(name) || knows(name)) {
        return;
      }
      Set<String> valid = new TreeSet<>(properties.keySet());
      String near = Nearest.to(name, valid).map(found -> "Did you mean '" + found + "'? ").orElse("");
      findings.add(LintRule.PROPERTY_UNKNOWN, scalar.at(index), "the property '" + name + "' is set nowhere",
          "a property in one of: " + lookedIn(name), "none",
          near + "Set it in a properties file or with -p " + name + "=…, or write {{" + name + ":default}}.");
    });
  }
}
