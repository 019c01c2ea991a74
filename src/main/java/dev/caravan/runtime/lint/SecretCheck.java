package dev.caravan.runtime.lint;

import dev.caravan.Place;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds secrets that stand in clear (I6). What it says never shows them. */
final class SecretCheck {
  private static final Pattern NAME =
      Pattern.compile("(?i)(.*[-_.a-z0-9])?(password|passwd|passphrase|secret|token|api[-_.]?key|access[-_.]?key|secret[-_.]?key|private[-_.]?key)");
  private static final Pattern USER_INFO =
      Pattern.compile("(?:://|\\b(?:s?ftps?|ssh|scp|smtps?|imaps?|pop3s?|https?):)[^\\s/:@{}'\"]{1,200}:([^\\s/@{}'\"]{1,200})@[^\\s]");
  private static final Pattern QUERY = Pattern.compile("[?&;]([A-Za-z][\\w.-]*)=(?!RAW\\(\\{\\{)([^&;\\s{}]+)");

  private static final Set<String> HOLDERS = Set.of("setHeader", "setProperty", "setVariable");

  private final CamelParts camel;
  private final KameletCatalog kamelets;
  private final Findings findings;

  SecretCheck(CamelParts camel, KameletCatalog kamelets, Findings findings) {
    this.camel = camel;
    this.kamelets = kamelets;
    this.findings = findings;
  }

  static boolean isSecretName(String name) {
    return NAME.matcher(name).matches();
  }

  /** Options that the catalogue or the Kamelet marks as secret under a name that does not show it. */
  void endpoint(EndpointUse use) {
    for (EndpointUse.Option option : use.options().values()) {
      boolean marked = use.isKamelet()
          ? kamelets.find(use.kamelet()).map(spec -> spec.parameters().get(option.name())).map(KameletSpec.Parameter::secret).orElse(false)
          : !option.name().toLowerCase(java.util.Locale.ROOT).contains("user")
              && camel.component(use.scheme()).stream().flatMap(model -> model.getEndpointParameterOptions().stream())
                  .anyMatch(known -> known.isSecret() && known.getName().equals(option.name()));
      if (marked && !isSecretName(option.name()) && literal(option.text())) {
        report(option.name(), option.place());
      }
    }
  }

  /** Everything below a value. */
  void tree(Yaml node) {
    if (node instanceof Yaml.Sequence list) {
      list.items().forEach(this::tree);
    } else if (node instanceof Yaml.Scalar scalar) {
      text(scalar);
    } else if (node instanceof Yaml.Mapping mapping) {
      for (Yaml.Entry entry : mapping.entries().values()) {
        boolean values = entry.key().equals("parameters") || entry.key().equals("properties") || entry.key().equals("constructors");
        if (values && entry.value() instanceof Yaml.Mapping named) {
          named.entries().values().forEach(this::named);
        }
        if (HOLDERS.contains(entry.key()) && entry.value() instanceof Yaml.Mapping holder) {
          holder(holder);
        }
        tree(entry.value());
      }
    }
  }

  /** A header, property or variable that the route sets to a text of its own. */
  private void holder(Yaml.Mapping holder) {
    String name = holder.text("name");
    if (name == null || !isSecretName(name) && !name.equalsIgnoreCase("Authorization")) {
      return;
    }
    Yaml.Mapping expression = holder.mapping("expression").orElse(holder);
    for (String language : List.of("constant", "simple")) {
      expression.scalar(language).or(() -> expression.mapping(language).flatMap(inner -> inner.scalar("expression")))
          .filter(scalar -> literal(scalar.text())).ifPresent(scalar -> report(name, scalar.place()));
    }
  }

  /** An option or property with its value. */
  private void named(Yaml.Entry entry) {
    if (isSecretName(entry.key()) && entry.value() instanceof Yaml.Scalar scalar && literal(scalar.text())) {
      report(entry.key(), scalar.place());
    }
  }

  void property(String name, String value, Place place) {
    if (isSecretName(name) && literal(value)) {
      report(name, place);
    } else {
      text(new Yaml.Scalar(place, value, false, place));
    }
  }

  private void text(Yaml.Scalar scalar) {
    Matcher user = USER_INFO.matcher(scalar.text());
    if (user.find()) {
      report("password of a user in an address", scalar.at(user.start(1)));
    }
    Matcher query = QUERY.matcher(scalar.text());
    while (query.find()) {
      if (isSecretName(query.group(1)) && literal(query.group(2))) {
        report(query.group(1), scalar.at(query.start(2)));
      }
    }
  }

  private void report(String name, Place place) {
    findings.add(LintRule.SECRET_IN_CLEAR, place, "a secret stands here in clear: " + name, "a placeholder such as {{env:NAME}}", "the value itself", null);
  }

  private static boolean literal(String text) {
    return text != null && !text.isBlank() && !DslTypes.isLate(text) && !text.contains("${") && !DslTypes.isBoolean(text);
  }
}
