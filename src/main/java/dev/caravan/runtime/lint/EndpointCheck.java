package dev.caravan.runtime.lint;

import dev.caravan.Place;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.camel.catalog.EndpointValidationResult;
import org.apache.camel.tooling.model.ComponentModel;
import org.apache.camel.tooling.model.ComponentModel.EndpointOptionModel;

/** Compares an endpoint with what Camel's catalogue says of its component. */
final class EndpointCheck {
  private static final String LATE = "{{late}}";

  private final CamelParts camel;
  private final Set<String> beans;
  private final Placeholders placeholders;
  private final Findings findings;

  /** @param beans names that may also be components */
  EndpointCheck(CamelParts camel, Set<String> beans, Placeholders placeholders, Findings findings) {
    this.camel = camel;
    this.beans = beans;
    this.placeholders = placeholders;
    this.findings = findings;
  }

  void check(EndpointUse use) {
    String scheme = placeholders.resolved(use.scheme());
    if (scheme.contains("{{") || scheme.contains("${") || beans.contains(scheme) || scheme.isEmpty()) {
      return;
    }
    Optional<ComponentModel> component = camel.component(scheme);
    if (!camel.packaged("component", scheme)) {
      unusable(use, scheme, component);
      return;
    }
    component.ifPresent(model -> options(use, scheme, model));
  }

  private void unusable(EndpointUse use, String scheme, Optional<ComponentModel> component) {
    if (component.isPresent()) {
      String jar = CamelParts.jar(component.get());
      findings.add(LintRule.COMPONENT_NEEDS_JAR, use.uri().place(), "the component '" + scheme + "' is not packaged", jar, "a class path without it",
          "Put " + jar + " and what it needs on the class path (CARAVAN_CLASSPATH).");
      return;
    }
    if (!scheme.matches("[A-Za-z][\\w+.-]*")) {
      findings.add(LintRule.ENDPOINT_SYNTAX, use.uri().place(), "this is not an endpoint URI", "component:path", use.uri().kind(), null);
      return;
    }
    findings.add(LintRule.COMPONENT_UNKNOWN, use.uri().place(), "there is no component '" + scheme + "'", "the name of a component", "'" + scheme + "'",
        DslCheck.nearest(scheme, camel.packagedComponents()));
  }

  private void options(EndpointUse use, String scheme, ComponentModel component) {
    Map<String, EndpointUse.Option> options = use.options();
    if (use.address().contains("${")) {
      return;
    }
    boolean reads = use.side() == EndpointUse.Side.READS;
    EndpointValidationResult result = camel.catalog().validateEndpointProperties(uri(use, scheme, options), false, reads, !reads);
    Place address = use.uri().place();
    if (result.getSyntaxError() != null) {
      findings.add(LintRule.ENDPOINT_SYNTAX, address, "this endpoint URI cannot be read", component.getSyntax(), use.uri().kind(), null);
      return;
    }
    if (result.getIncapable() != null || (reads && component.isProducerOnly()) || (!reads && component.isConsumerOnly())) {
      String can = component.isConsumerOnly() ? "only be read from" : "only be written to";
      findings.add(LintRule.ENDPOINT_SYNTAX, address, "the component '" + scheme + "' can " + can, reads ? "a component that can be read from"
          : "a component that can be written to", "'" + scheme + "'", "Use it " + (reads ? "in a step such as to." : "in from."));
      return;
    }
    Set<String> valid = valid(component, reads);
    each(result.getUnknown(), options, (name, place) ->
        findings.add(LintRule.ENDPOINT_OPTION_UNKNOWN, place, "the component '" + scheme + "' has no option '" + name + "'", "an option of " + scheme,
            "'" + name + "'", nearest(name, valid)));
    each(result.getNotConsumerOnly(), options, (name, place) -> side(scheme, name, place, "writing", "reading", valid));
    each(result.getNotProducerOnly(), options, (name, place) -> side(scheme, name, place, "reading", "writing", valid));
    if (!use.address().contains("{{")) {
      for (String name : missing(use, options, component, result)) {
        findings.add(LintRule.ENDPOINT_OPTION_MISSING, address, "the endpoint lacks '" + name + "'", component.getSyntax() + " with " + name, use.uri().kind(), "Add " + name + ": below parameters.");
      }
    }
    values(use, options, result);
  }

  private static Set<String> missing(
      EndpointUse use, Map<String, EndpointUse.Option> options, ComponentModel component, EndpointValidationResult result) {
    Set<String> names = new TreeSet<>(result.getRequired() == null ? Set.of() : result.getRequired());
    // Without a colon, the parts of the path stand among the parameters, where the catalogue does not look for them.
    if (!use.address().contains(":")) {
      component.getEndpointPathOptions().stream().filter(EndpointOptionModel::isRequired).map(EndpointOptionModel::getName)
          .filter(name -> !options.containsKey(name)).forEach(names::add);
    }
    return names;
  }

  private void side(String scheme, String name, Place place, String has, String used, Set<String> valid) {
    findings.add(LintRule.ENDPOINT_OPTION_UNKNOWN, place, "the component '" + scheme + "' has '" + name + "' for " + has + " only",
        "an option for " + used, "'" + name + "'", nearest(name, valid));
  }

  private void values(EndpointUse use, Map<String, EndpointUse.Option> options, EndpointValidationResult result) {
    Map<String, Map<String, String>> wrong = new LinkedHashMap<>();
    wrong.put("a whole number", result.getInvalidInteger());
    wrong.put("a number", result.getInvalidNumber());
    wrong.put("true or false", result.getInvalidBoolean());
    wrong.put("a duration such as 5s or 1m30s", result.getInvalidDuration());
    wrong.put("a reference such as #name", result.getInvalidReference());
    wrong.forEach((required, values) -> {
      if (values != null) {
        values.forEach((name, text) -> wrong(use, options.get(name), name, required, text, null));
      }
    });
    if (result.getInvalidEnum() != null) {
      result.getInvalidEnum().forEach((name, text) -> {
        Collection<String> choices = result.getEnumChoices(name);
        wrong(use, options.get(name), name, "one of " + String.join(", ", choices), text, DslCheck.nearest(text, choices));
      });
    }
    for (EndpointUse.Option option : options.values()) {
      if (option.text() == null) {
        findings.add(LintRule.ENDPOINT_VALUE, option.place(), "the option '" + option.name() + "' cannot be read", "text", option.value().kind(), null);
      }
    }
  }

  private void wrong(EndpointUse use, EndpointUse.Option option, String name, String required, String text, String next) {
    if (option == null ? use.address().contains("{{") : placeholders.resolved(option.text()).contains("{{")) {
      return;
    }
    Place place = option == null ? use.uri().place() : option.place();
    findings.add(LintRule.ENDPOINT_VALUE, place, "the option '" + name + "' cannot be read", required,
        SecretCheck.isSecretName(name) ? "something else" : option == null ? "'" + text + "'" : placeholders.shown(option.text()), next);
  }

  private interface Named {
    void tell(String name, Place place);
  }

  private static void each(Set<String> names, Map<String, EndpointUse.Option> options, Named named) {
    if (names != null) {
      names.stream().filter(options::containsKey).forEach(name -> named.tell(name, options.get(name).keyPlace()));
    }
  }

  private static String nearest(String name, Set<String> valid) {
    return DslCheck.nearest(name, valid);
  }

  private static Set<String> valid(ComponentModel component, boolean reads) {
    Set<String> names = new TreeSet<>();
    for (EndpointOptionModel option : component.getEndpointParameterOptions()) {
      String label = option.getLabel() == null ? "" : option.getLabel();
      if (!option.isDeprecated() && !label.contains(reads ? "producer" : "consumer")) {
        names.add(option.getName());
      }
    }
    return names;
  }

  private String uri(EndpointUse use, String scheme, Map<String, EndpointUse.Option> options) {
    Map<String, String> texts = new LinkedHashMap<>();
    options.forEach((name, option) -> {
      if (option.text() != null) {
        String text = placeholders.resolved(option.text());
        texts.put(name, text.contains("{{") ? LATE : text);
      }
    });
    String address = use.address().replaceAll("\\{\\{[^{}]*}}", "late");
    if (!use.address().contains(":")) {
      try {
        return camel.catalog().asEndpointUri(scheme, texts, false);
      } catch (URISyntaxException | IllegalArgumentException e) {
        address = scheme + ":late";
      }
    }
    String query = texts.entrySet().stream().map(entry -> entry.getKey() + "=" + encoded(entry.getValue())).collect(Collectors.joining("&"));
    String start = use.scheme().contains("{{") ? scheme + address.substring(address.indexOf(':')) : address;
    return query.isEmpty() ? start : start + "?" + query;
  }

  private static String encoded(String value) {
    return value.startsWith("RAW(") || value.startsWith("#") || value.equals(LATE) ? value : URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
