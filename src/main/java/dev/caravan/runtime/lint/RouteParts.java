package dev.caravan.runtime.lint;

import dev.caravan.Place;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What a file of routes or a Kamelet's template uses and declares. Filled once by {@link #read}. */
final class RouteParts {
  private static final Pattern REFERENCE = Pattern.compile("#(bean:)?[A-Za-z_][\\w.-]*");
  /** Text of these is data or code of its own, not a reference. */
  private static final Set<String> TEXT =
      Set.of("message", "constant", "simple", "expression", "script", "groovy", "description", "note", "title", "example", "body");
  private static final Set<String> ENDPOINTS = Set.of("to", "toD", "wireTap");

  final List<EndpointUse> endpoints = new ArrayList<>();
  final List<Flow> flows = new ArrayList<>();
  final List<BeanUse> beanUses = new ArrayList<>();
  final Set<String> beans = new LinkedHashSet<>();
  /** names of classes that beans and exceptions are of */
  final List<Yaml.Scalar> classUses = new ArrayList<>();
  /** ids of routeConfigurations that the file declares */
  final Set<String> policies = new LinkedHashSet<>();
  /** where routes name one */
  final List<Yaml.Scalar> policyUses = new ArrayList<>();
  /** whether an error policy of the file covers routes that name none */
  boolean policyForAll;

  /** @param name without # */
  record BeanUse(String name, Place place) {}

  /**
   * One route.
   *
   * @param id null when it has none
   * @param place of the route
   * @param source null when the route reads from nothing that can be told
   * @param steps in order; empty when there are none
   * @param policy whether it names an error policy of its own
   */
  record Flow(String id, Place idPlace, Place place, EndpointUse source, List<Yaml> steps, boolean policy) {}

  static RouteParts read(Yaml root) {
    RouteParts parts = new RouteParts();
    if (root instanceof Yaml.Sequence list) {
      list.items().forEach(parts::topLevel);
    }
    return parts;
  }

  /** Of a Kamelet's {@code spec.template}. */
  static RouteParts readTemplate(Yaml.Mapping template) {
    RouteParts parts = new RouteParts();
    template.items("beans").forEach(parts::bean);
    parts.visit(template, "template");
    return parts;
  }

  private void topLevel(Yaml item) {
    if (!(item instanceof Yaml.Mapping mapping)) {
      return;
    }
    mapping.items("beans").forEach(this::bean);
    mapping.mapping("route").ifPresent(route -> flow(route, mapping.entries().get("route").keyPlace()));
    if (mapping.at("from") != null) {
      flow(mapping, mapping.entries().get("from").keyPlace());
    }
    mapping.mapping("routeConfiguration").flatMap(configuration -> configuration.scalar("id")).ifPresent(id -> policies.add(id.text()));
    mapping.mapping("routeConfiguration").ifPresent(configuration ->
        policyForAll |= configuration.text("id") == null && (configuration.at("onException") != null || configuration.at("errorHandler") != null));
    policyForAll |= mapping.at("errorHandler") != null || mapping.at("onException") != null;
    visit(mapping, "");
  }

  private void flow(Yaml.Mapping route, Place place) {
    Yaml from = route.at("from");
    Yaml.Mapping source = from instanceof Yaml.Mapping mapping ? mapping : null;
    Yaml.Scalar uri = source != null ? source.scalar("uri").orElse(null) : route.scalar("from").orElse(null);
    List<Yaml> steps = source == null ? List.of() : source.items("steps");
    Yaml.Scalar id = route.scalar("id").orElse(source == null || route.entries().size() > 1 ? null : source.scalar("id").orElse(null));
    boolean policy = List.of("routeConfigurationId", "errorHandler", "errorHandlerRef").stream().anyMatch(key -> route.at(key) != null);
    EndpointUse endpoint = uri == null ? null : new EndpointUse(uri, source == null ? null : source.mapping("parameters").orElse(null), EndpointUse.Side.READS);
    flows.add(new Flow(id == null ? null : id.text(), id == null ? place : id.place(), place, endpoint, steps, policy));
  }

  private void bean(Yaml item) {
    if (item instanceof Yaml.Mapping mapping && mapping.text("name") != null) {
      beans.add(mapping.text("name"));
    }
    // What a script makes need not be of a class.
    if (item instanceof Yaml.Mapping mapping && mapping.at("script") == null && mapping.at("builderClass") == null) {
      mapping.scalar("type").ifPresent(classUses::add);
    }
  }

  private void visit(Yaml node, String key) {
    if (node instanceof Yaml.Mapping mapping) {
      mapping.entries().values().forEach(this::entry);
    } else if (node instanceof Yaml.Sequence list) {
      list.items().forEach(item -> visit(item, key));
    } else if (node instanceof Yaml.Scalar scalar && !TEXT.contains(key) && REFERENCE.matcher(scalar.text()).matches()) {
      beanUses.add(new BeanUse(scalar.text().replaceFirst("^#(bean:)?", ""), scalar.at(scalar.text().startsWith("#bean:") ? 6 : 1)));
    }
  }

  private void entry(Yaml.Entry entry) {
    Yaml value = entry.value();
    switch (entry.key()) {
      case "from" -> endpoint(value, "uri", EndpointUse.Side.READS);
      case "poll" -> endpoint(value, "uri", EndpointUse.Side.READS);
      case "pollEnrich" -> constant(value, EndpointUse.Side.READS);
      case "enrich" -> constant(value, EndpointUse.Side.WRITES);
      case "deadLetterChannel" -> {
        if (value instanceof Yaml.Mapping mapping) {
          endpoint(mapping, "deadLetterUri", EndpointUse.Side.WRITES);
        }
      }
      case "kamelet" -> kamelet(value);
      case "routeConfigurationId" -> {
        if (value instanceof Yaml.Scalar scalar && !scalar.isNull()) {
          policyUses.add(scalar);
        }
      }
      case "exception" -> {
        if (value instanceof Yaml.Sequence list) {
          list.items().stream().filter(Yaml.Scalar.class::isInstance).forEach(name -> classUses.add((Yaml.Scalar) name));
        }
      }
      case "bean", "method", "process" -> {
        if (value instanceof Yaml.Mapping mapping) {
          mapping.scalar("beanType").ifPresent(classUses::add);
          mapping.scalar("ref").filter(ref -> !ref.text().startsWith("#")).ifPresent(ref -> beanUses.add(new BeanUse(ref.text(), ref.place())));
        }
      }
      default -> {
        if (ENDPOINTS.contains(entry.key())) {
          endpoint(value, "uri", EndpointUse.Side.WRITES);
        }
      }
    }
    visit(value, entry.key());
  }

  private void endpoint(Yaml value, String key, EndpointUse.Side side) {
    if (value instanceof Yaml.Scalar scalar && !scalar.isNull()) {
      add(new EndpointUse(scalar, null, side));
    } else if (value instanceof Yaml.Mapping mapping) {
      mapping.scalar(key).ifPresent(uri -> add(new EndpointUse(uri, mapping.mapping("parameters").orElse(null), side)));
    }
  }

  private void add(EndpointUse use) {
    endpoints.add(use);
    for (EndpointUse.Option option : use.options().values()) {
      if (option.value() == null && REFERENCE.matcher(option.text()).matches()) {
        beanUses.add(new BeanUse(option.text().replaceFirst("^#(bean:)?", ""), option.place()));
      }
    }
  }

  private void constant(Yaml value, EndpointUse.Side side) {
    if (!(value instanceof Yaml.Mapping mapping)) {
      return;
    }
    Yaml.Mapping holder = mapping.mapping("expression").orElse(mapping);
    holder.scalar("constant").or(() -> holder.mapping("constant").flatMap(constant -> constant.scalar("expression")))
        .ifPresent(uri -> endpoints.add(new EndpointUse(uri, null, side)));
  }

  private void kamelet(Yaml value) {
    Yaml.Scalar name = value instanceof Yaml.Mapping mapping ? mapping.scalar("name").orElse(null) : value instanceof Yaml.Scalar scalar ? scalar : null;
    if (name != null && !name.isNull()) {
      Place text = name.textPlace() == null ? null : new Place(name.place().file(), name.textPlace().line(), name.textPlace().column() - "kamelet:".length());
      Yaml.Scalar uri = new Yaml.Scalar(name.place(), "kamelet:" + name.text(), false, text);
      endpoints.add(new EndpointUse(uri, value instanceof Yaml.Mapping mapping ? mapping.mapping("parameters").orElse(null) : null, EndpointUse.Side.WRITES));
    }
  }

  /** The endpoint a step writes to, when the step is nothing more than that. */
  static EndpointUse endpointOf(Yaml step) {
    RouteParts parts = new RouteParts();
    if (step instanceof Yaml.Mapping mapping && mapping.entries().size() == 1) {
      Yaml.Entry entry = mapping.entries().values().iterator().next();
      if (ENDPOINTS.contains(entry.key()) || entry.key().equals("kamelet")) {
        parts.entry(entry);
      }
    }
    return parts.endpoints.isEmpty() ? null : parts.endpoints.get(0);
  }
}
