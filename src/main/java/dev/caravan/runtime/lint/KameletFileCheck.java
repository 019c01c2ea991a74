package dev.caravan.runtime.lint;

import dev.caravan.Place;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at the file of a Kamelet: its head, its parameters, and whether its template uses them. */
final class KameletFileCheck {
  /** What Camel fills in. */
  private static final Set<String> GIVEN = Set.of("routeId", "parentRouteId", "parentProcessorId", "uuid", "templateId");
  private static final List<String> TYPES = List.of("source", "action", "sink");
  private static final Set<String> PARAMETER_TYPES = new TreeSet<>(List.of("string", "integer", "number", "boolean", "array", "object"));
  private static final Set<String> KEYS = Set.of("apiVersion", "kind", "metadata", "spec", "status");
  private static final Set<String> METADATA_KEYS = Set.of("name", "namespace", "annotations", "labels", "uid", "resourceVersion", "generation", "creationTimestamp", "finalizers");
  private static final Set<String> SPEC_KEYS = Set.of("definition", "dependencies", "template", "types", "dataTypes", "sources");
  private static final Set<String> DEFINITION_KEYS =
      Set.of("$schema", "id", "title", "description", "type", "required", "properties", "example", "externalDocs", "additionalProperties");
  private static final Set<String> PARAMETER_KEYS =
      Set.of("id", "title", "description", "type", "default", "example", "examples", "enum", "format", "pattern", "minLength", "maxLength", "minimum", "maximum",
          "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "items", "properties", "nullable", "deprecated");
  private static final Pattern PROPERTY_FUNCTION = Pattern.compile("\\$\\{properties:([\\w.-]+)");

  private final DslCheck dsl;
  private final Placeholders placeholders;
  private final Findings findings;

  KameletFileCheck(DslCheck dsl, Placeholders placeholders, Findings findings) {
    this.dsl = dsl;
    this.placeholders = placeholders;
    this.findings = findings;
  }

  void check(LintFile file, Yaml root) {
    if (!(root instanceof Yaml.Mapping kamelet)) {
      shape(root.place(), "a Kamelet file is a mapping", "apiVersion, kind, metadata and spec", root.kind());
      return;
    }
    String kind = kamelet.text("kind");
    if (!"Kamelet".equals(kind)) {
      shape(place(kamelet, "kind"), "this is not the file of a Kamelet", "kind: Kamelet", kind == null ? "none" : "'" + kind + "'");
    }
    if (kamelet.text("apiVersion") == null) {
      shape(kamelet.place(), "the Kamelet lacks 'apiVersion'", "apiVersion: camel.apache.org/v1", "none");
    }
    keys(kamelet, KEYS, "a Kamelet file");
    Optional<Yaml.Mapping> metadata = part(kamelet, "metadata", kamelet.place());
    metadata.ifPresent(mapping -> name(file, mapping));
    part(kamelet, "spec", kamelet.place()).ifPresent(spec -> spec(spec, file));
  }

  private void name(LintFile file, Yaml.Mapping metadata) {
    keys(metadata, METADATA_KEYS, "metadata");
    String expected = file.fileName().replaceFirst("(\\.kamelet)?\\.ya?ml$", "");
    Optional<Yaml.Scalar> name = metadata.scalar("name");
    if (name.isEmpty()) {
      shape(metadata.place(), "the Kamelet lacks 'metadata.name'", "name: " + expected, "none");
    } else if (!name.get().text().equals(expected)) {
      findings.add(LintRule.KAMELET_FILE_NAME, name.get().place(), "the Kamelet's name is not that of its file", "'" + expected + "'", name.get().kind(), null);
    }
    Yaml.Mapping labels = metadata.mapping("labels").orElse(metadata);
    Optional<Yaml.Scalar> type = labels.scalar("camel.apache.org/kamelet.type");
    if (type.isEmpty()) {
      shape(labels.place(), "the Kamelet has no type", "the label camel.apache.org/kamelet.type: source, action or sink", "none");
    } else if (!TYPES.contains(type.get().text())) {
      findings.add(LintRule.KAMELET_FILE_SHAPE, type.get().place(), "the Kamelet's type cannot be read", "source, action or sink", type.get().kind(),
          DslCheck.nearest(type.get().text(), TYPES));
    } else if (name.isPresent() && !name.get().text().endsWith("-" + type.get().text())) {
      findings.add(LintRule.KAMELET_FILE_NAME, name.get().place(), "the Kamelet's name does not tell its type", "a name ending in -" + type.get().text(),
          name.get().kind(), null);
    }
  }

  private void spec(Yaml.Mapping spec, LintFile file) {
    keys(spec, SPEC_KEYS, "spec");
    KameletSpec declared = KameletSpec.read(file.fileName(), new Yaml.Mapping(spec.place(), Map.of("spec", new Yaml.Entry("spec", spec.place(), spec))));
    part(spec, "definition", spec.place()).ifPresent(definition -> definition(definition, declared));
    part(spec, "template", spec.place()).ifPresent(template -> template(template, declared));
  }

  private void definition(Yaml.Mapping definition, KameletSpec declared) {
    keys(definition, DEFINITION_KEYS, "definition");
    texts(definition, "the Kamelet", definition.place());
    for (Yaml item : definition.items("required")) {
      if (item instanceof Yaml.Scalar scalar && !declared.parameters().containsKey(scalar.text())) {
        findings.add(LintRule.KAMELET_FILE_PARAMETER, scalar.place(), "the required parameter '" + scalar.text() + "' is not declared",
            "a name below properties", scalar.kind(), declared.parameters().isEmpty() ? null : DslCheck.nearest(scalar.text(), declared.parameters().keySet()));
      }
    }
    definition.mapping("properties").ifPresent(properties -> properties.entries().values().forEach(this::parameter));
  }

  private void parameter(Yaml.Entry entry) {
    String what = "the parameter '" + entry.key() + "'";
    if (!(entry.value() instanceof Yaml.Mapping declared)) {
      findings.add(LintRule.KAMELET_FILE_PARAMETER, entry.keyPlace(), what + " declares nothing", "a mapping with title, description and type",
          entry.value().kind(), null);
      return;
    }
    keys(declared, PARAMETER_KEYS, what);
    texts(declared, what, entry.keyPlace());
    Optional<Yaml.Scalar> type = declared.scalar("type");
    if (type.isEmpty()) {
      findings.add(LintRule.KAMELET_FILE_PARAMETER, entry.keyPlace(), what + " has no type", "one of " + String.join(", ", PARAMETER_TYPES), "none", null);
      return;
    }
    if (!PARAMETER_TYPES.contains(type.get().text())) {
      findings.add(LintRule.KAMELET_FILE_PARAMETER, type.get().place(), "the type of " + what.substring(4) + " cannot be read",
          "one of " + String.join(", ", PARAMETER_TYPES), type.get().kind(), DslCheck.nearest(type.get().text(), PARAMETER_TYPES));
      return;
    }
    List<Yaml> words = declared.items("enum");
    for (Yaml word : words) {
      fits(word, type.get().text(), "a word of the enum of " + what.substring(4));
    }
    declared.scalar("default").ifPresent(value -> {
      fits(value, type.get().text(), "the default of " + what.substring(4));
      List<String> texts = words.stream().filter(Yaml.Scalar.class::isInstance).map(word -> ((Yaml.Scalar) word).text()).toList();
      if (!texts.isEmpty() && !texts.contains(value.text())) {
        findings.add(LintRule.KAMELET_FILE_PARAMETER, value.place(), "the default of " + what.substring(4) + " is not in its enum",
            "one of " + String.join(", ", texts), value.kind(), DslCheck.nearest(value.text(), texts));
      }
    });
  }

  private void fits(Yaml value, String type, String what) {
    String text = value instanceof Yaml.Scalar scalar ? scalar.text() : "";
    boolean right =
        switch (type) {
          case "integer" -> DslTypes.isInteger(text);
          case "number" -> DslTypes.isNumber(text);
          case "boolean" -> DslTypes.isBoolean(text);
          default -> value instanceof Yaml.Scalar;
        };
    if (!right && !DslTypes.isLate(text)) {
      findings.add(LintRule.KAMELET_FILE_PARAMETER, value.place(), what + " is not of its type", type, value.kind(), null);
    }
  }

  private void texts(Yaml.Mapping mapping, String what, Place place) {
    for (String name : List.of("title", "description")) {
      if (mapping.text(name) == null) {
        findings.add(LintRule.KAMELET_FILE_TEXT, place, what + " has no " + name, null, null, null);
      }
    }
  }

  private void template(Yaml.Mapping template, KameletSpec declared) {
    Set<String> beans = new LinkedHashSet<>();
    for (Yaml.Entry entry : template.entries().values()) {
      switch (entry.key()) {
        case "beans" -> {
          dsl.part(entry.value(), "org.apache.camel.dsl.yaml.deserializers.BeansDeserializer", "beans");
          template.items("beans").forEach(bean -> {
            if (bean instanceof Yaml.Mapping mapping && mapping.text("name") != null) {
              beans.add(mapping.text("name"));
            }
          });
        }
        case "from" -> dsl.part(entry.value(), "org.apache.camel.model.FromDefinition", "from");
        case "route" -> dsl.part(entry.value(), "org.apache.camel.model.RouteDefinition", "route");
        default -> findings.add(LintRule.KAMELET_FILE_SHAPE, entry.keyPlace(), "a template has no part '" + entry.key() + "'", "beans, from or route",
            "'" + entry.key() + "'", DslCheck.nearest(entry.key(), List.of("beans", "from", "route")));
      }
    }
    if (template.at("from") == null && template.at("route") == null) {
      shape(template.place(), "the template does nothing", "from or route", "neither");
    }
    Set<String> used = new LinkedHashSet<>();
    uses(template, declared, beans, used);
    declared.parameters().values().stream().filter(parameter -> !used.contains(parameter.name())).forEach(parameter ->
        findings.add(LintRule.KAMELET_FILE_UNUSED, parameter.place(), "the template never uses the parameter '" + parameter.name() + "'",
            "{{" + parameter.name() + "}} in spec.template", "none",
            "Use {{" + parameter.name() + "}} in the template, or remove the declaration."));
  }

  private void uses(Yaml node, KameletSpec declared, Set<String> beans, Set<String> used) {
    if (node instanceof Yaml.Mapping mapping) {
      mapping.entries().values().forEach(entry -> uses(entry.value(), declared, beans, used));
    } else if (node instanceof Yaml.Sequence list) {
      list.items().forEach(item -> uses(item, declared, beans, used));
    } else if (node instanceof Yaml.Scalar scalar) {
      Matcher function = PROPERTY_FUNCTION.matcher(scalar.text());
      while (function.find()) {
        used.add(function.group(1));
      }
      Placeholders.each(scalar.text(), (written, index) -> {
        String name = written.replaceFirst("^[?!]", "").replaceFirst("\\?nested=\\w+$", "");
        name = name.contains(":") && declared.parameters().containsKey(name.substring(0, name.indexOf(':'))) ? name.substring(0, name.indexOf(':')) : name;
        used.add(name);
        boolean known = declared.parameters().containsKey(name) || beans.contains(name) || GIVEN.contains(name) || placeholders.knows(name);
        if (!known && !written.startsWith("?") && !written.contains(":")) {
          Set<String> valid = new TreeSet<>(declared.parameters().keySet());
          valid.addAll(beans);
          findings.add(LintRule.KAMELET_FILE_UNDECLARED, scalar.at(index), "the template uses '" + name + "', which is not declared",
              "a declared parameter, a bean of the template or a property", "'" + name + "'", valid.isEmpty() ? null : DslCheck.nearest(name, valid));
        }
      });
    }
  }

  private void keys(Yaml.Mapping mapping, Set<String> valid, String what) {
    mapping.entries().values().stream().filter(entry -> !valid.contains(entry.key()) && !entry.key().startsWith("x-")).forEach(entry ->
        findings.add(LintRule.KAMELET_FILE_UNKNOWN, entry.keyPlace(), what + " has no key '" + entry.key() + "'", "a key that Camel reads", "'" + entry.key() + "'",
            DslCheck.nearest(entry.key(), valid)));
  }

  private Optional<Yaml.Mapping> part(Yaml.Mapping parent, String name, Place place) {
    Optional<Yaml.Mapping> part = parent.mapping(name);
    if (part.isEmpty()) {
      shape(place, "the Kamelet lacks '" + name + "'", "a mapping '" + name + "'", parent.at(name) == null ? "none" : parent.at(name).kind());
    }
    return part;
  }

  private static Place place(Yaml.Mapping mapping, String key) {
    return mapping.at(key) == null ? mapping.place() : mapping.at(key).place();
  }

  private void shape(Place place, String message, String required, String got) {
    findings.add(LintRule.KAMELET_FILE_SHAPE, place, message, required, got, null);
  }
}
