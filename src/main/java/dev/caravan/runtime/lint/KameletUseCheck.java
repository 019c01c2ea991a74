package dev.caravan.runtime.lint;

import dev.caravan.Place;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.camel.tooling.model.ComponentModel;

/** Compares the use of a Kamelet with what the Kamelet declares; Camel does not. */
final class KameletUseCheck {
  private static final Pattern WHOLE = Pattern.compile("RAW(\\(.*\\)|\\{.*})", Pattern.DOTALL);
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[^{}]*}}");

  private final KameletCatalog kamelets;
  private final CamelParts camel;
  private final Set<String> beans;
  private final Placeholders placeholders;
  private final Findings findings;

  /** @param beans of all files, and those the runtime brings */
  KameletUseCheck(KameletCatalog kamelets, CamelParts camel, Set<String> beans, Placeholders placeholders, Findings findings) {
    this.kamelets = kamelets;
    this.camel = camel;
    this.beans = beans;
    this.placeholders = placeholders;
    this.findings = findings;
  }

  void check(EndpointUse use) {
    String name = use.kamelet();
    if (name.contains("{{") || name.contains("${")) {
      return;
    }
    Optional<KameletSpec> spec = kamelets.find(name);
    if (spec.isEmpty()) {
      findings.add(LintRule.KAMELET_UNKNOWN, use.pathPlace(), "there is no Kamelet '" + name + "'", "the name of a Kamelet", "'" + name + "'",
          DslCheck.nearest(name, near(name)));
      return;
    }
    misplaced(use, spec.get());
    missingJars(use, spec.get());
    parameters(use, spec.get());
  }

  // All names of the stock catalogue would fill the screen.
  private Set<String> near(String name) {
    Set<String> all = kamelets.names();
    if (dev.caravan.Nearest.to(name, all).isPresent()) {
      return all;
    }
    Set<String> own = new TreeSet<>();
    all.stream().filter(kamelets::isOwn).forEach(own::add);
    return own.isEmpty() ? all : own;
  }

  private void misplaced(EndpointUse use, KameletSpec spec) {
    boolean reads = use.side() == EndpointUse.Side.READS;
    if (!spec.type().isEmpty() && reads != spec.type().equals("source")) {
      findings.add(LintRule.KAMELET_MISPLACED, use.pathPlace(), "the Kamelet '" + spec.name() + "' cannot stand here",
          reads ? "a source, because the route reads from it" : "an action or a sink, because it stands behind the source", "the type " + spec.type(), null);
    }
  }

  private void missingJars(EndpointUse use, KameletSpec spec) {
    Set<String> jars = new LinkedHashSet<>(new ClassPathJars(camel.catalog().getCatalogVersion()).missing(spec.dependencies()));
    if (spec.template() != null) {
      RouteParts.readTemplate(spec.template()).endpoints.forEach(endpoint -> missing(endpoint.scheme()).ifPresent(jars::add));
    }
    for (String jar : jars) {
      findings.add(LintRule.KAMELET_NEEDS_JAR, use.pathPlace(), "the Kamelet '" + spec.name() + "' needs what is not packaged", jar,
          "a class path without it", "Put " + jar + " and what it needs on the class path (CARAVAN_CLASSPATH).");
    }
  }

  private Optional<String> missing(String scheme) {
    return camel.packaged("component", scheme) ? Optional.empty() : camel.component(scheme).map(CamelParts::jar);
  }

  private void parameters(EndpointUse use, KameletSpec spec) {
    Map<String, EndpointUse.Option> options = use.options();
    for (EndpointUse.Option option : options.values()) {
      KameletSpec.Parameter parameter = spec.parameters().get(option.name());
      if (parameter != null) {
        value(option, parameter, spec);
        text(option);
      } else if (!endpointOption(option.name())) {
        findings.add(LintRule.KAMELET_PARAMETER_UNKNOWN, option.keyPlace(), "the Kamelet '" + spec.name() + "' has no parameter '" + option.name() + "'",
            "a declared parameter", "'" + option.name() + "'",
            spec.parameters().isEmpty() ? "Remove it: the Kamelet has no parameters." : DslCheck.nearest(option.name(), spec.parameters().keySet()));
      }
    }
    for (String name : spec.required()) {
      if (!options.containsKey(name) && !placeholders.knows("camel.kamelet." + spec.name() + "." + name)) {
        boolean hasDefault = Optional.ofNullable(spec.parameters().get(name)).map(KameletSpec.Parameter::hasDefault).orElse(false);
        if (!hasDefault) {
          findings.add(LintRule.KAMELET_PARAMETER_MISSING, use.uri().place(), "the Kamelet '" + spec.name() + "' lacks its parameter '" + name + "'",
              "'" + name + "' below parameters", null, null);
        }
      }
    }
  }

  private boolean endpointOption(String name) {
    return camel.component("kamelet").map(ComponentModel::getEndpointParameterOptions).stream().flatMap(java.util.List::stream)
        .anyMatch(option -> option.getName().equals(name));
  }

  private void value(EndpointUse.Option option, KameletSpec.Parameter parameter, KameletSpec spec) {
    if (option.text() == null) {
      wrong(option, parameter, spec, "text", null);
      return;
    }
    String text = placeholders.resolved(option.text());
    if (DslTypes.isLate(text) || WHOLE.matcher(text).matches()) {
      return;
    }
    if (!parameter.words().isEmpty() && !parameter.words().contains(text)) {
      wrong(option, parameter, spec, "one of " + String.join(", ", parameter.words()), DslCheck.nearest(text, parameter.words()));
      return;
    }
    switch (parameter.type()) {
      case "integer" -> check(DslTypes.isInteger(text), option, parameter, spec, "a whole number");
      case "number" -> check(DslTypes.isNumber(text), option, parameter, spec, "a number");
      case "boolean" -> check(DslTypes.isBoolean(text), option, parameter, spec, "true or false");
      default -> { }
    }
    parameter.form().lacks(text).ifPresent(required -> wrong(option, parameter, spec, required, null));
    if (parameter.bean() && !text.isEmpty() && !beans.contains(text)) {
      findings.add(LintRule.BEAN_UNKNOWN, option.place(), "there is no bean '" + text + "', which the parameter '" + option.name() + "' names",
          "the name of a bean", got(option), DslCheck.nearest(text, beans));
    }
  }

  private void check(boolean right, EndpointUse.Option option, KameletSpec.Parameter parameter, KameletSpec spec, String required) {
    if (!right) {
      wrong(option, parameter, spec, required, null);
    }
  }

  private void wrong(EndpointUse.Option option, KameletSpec.Parameter parameter, KameletSpec spec, String required, String next) {
    boolean hide = parameter.secret() || SecretCheck.isSecretName(option.name());
    String got = got(option);
    findings.add(LintRule.KAMELET_PARAMETER_VALUE, option.place(), "the parameter '" + option.name() + "' of '" + spec.name() + "' cannot be read", required,
        hide ? "something else" : got, next);
  }

  // A value that comes by a placeholder is shown with it, so that it is mended where it stands.
  private String got(EndpointUse.Option option) {
    return option.text() == null ? option.value().kind() : placeholders.shown(option.text());
  }

  // Tried on Camel 4.17: of all characters only the ampersand cuts, also out of a property's value.
  private void text(EndpointUse.Option option) {
    if (option.text() == null || option.value() == null || WHOLE.matcher(option.text()).matches()) {
      return;
    }
    Yaml.Scalar scalar = (Yaml.Scalar) option.value();
    String plain = PLACEHOLDER.matcher(option.text()).replaceAll(found -> " ".repeat(found.group().length()));
    int cut = plain.indexOf('&');
    if (cut >= 0) {
      cut(option.name(), scalar.at(cut), "'&'", "Write RAW(…) around the whole text.");
      return;
    }
    Placeholders.each(option.text(), (name, index) -> {
      if (placeholders.resolved("{{" + name + "}}").indexOf('&') >= 0) {
        cut(option.name(), scalar.at(index), "'&' in the property '" + name + "'", "Write RAW({{" + name + "}}).");
      }
    });
  }

  private void cut(String parameter, Place place, String got, String next) {
    findings.add(LintRule.KAMELET_TEXT_CUT, place, "the text of the parameter '" + parameter + "' would arrive cut", "text without &, or RAW(…)", got, next);
  }
}
