package dev.caravan.runtime.lint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.Nearest;
import dev.caravan.Place;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.tooling.model.EipModel;

/** Compares a route file with what Camel's YAML DSL takes: one finding for each mistake. */
final class DslCheck {
  private static final String LANGUAGES = "org.apache.camel.model.language.";
  private static final String DATA_FORMATS = "org.apache.camel.model.dataformat.";

  /** Where an EIP that is no step of its own belongs. */
  private static final Map<String, String> HOME =
      Map.of("when", "choice", "otherwise", "choice", "doCatch", "doTry", "doFinally", "doTry", "onFallback", "circuitBreaker", "steps", "from",
          "parameters", "an endpoint such as to, beside its uri", "uri", "from or to");

  private static final Set<String> NO_STEPS = Set.of("when", "otherwise", "doCatch", "doFinally", "onFallback");

  /** What waits or repeats by a number. */
  private static final Set<String> COUNTED = Set.of("delay", "loop", "throttle");

  private static final int LISTED = 40;

  private final DslSchema schema;
  private final CamelParts camel;
  private final Placeholders placeholders;
  private final SimpleCheck simple;
  private final Findings findings;

  DslCheck(DslSchema schema, CamelParts camel, Placeholders placeholders, Findings findings) {
    this.schema = schema;
    this.camel = camel;
    this.placeholders = placeholders;
    this.simple = new SimpleCheck(camel, findings);
    this.findings = findings;
  }

  /** A file of routes. */
  void file(Yaml root) {
    if (!(root instanceof Yaml.Sequence list)) {
      findings.add(LintRule.EIP_VALUE, root.place(), "a route file is a list", "a list of entries such as '- route:'", root.kind(),
          "Put '- ' before each top-level entry and indent what belongs to it.");
      return;
    }
    for (Yaml item : list.items()) {
      entry(item, schema.root(), "a top-level entry", schema.root().options().keySet());
    }
  }

  /** A part of a file that is one named definition, such as the route of a Kamelet's template. */
  void part(Yaml value, String definition, String name) {
    check(value, schema.definition(definition), name, value.place());
  }

  private void check(Yaml value, DslSchema.Shape shape, String name, Place keyPlace) {
    if (value instanceof Yaml.Scalar scalar) {
      scalar(scalar, shape, name, keyPlace);
    } else if (value instanceof Yaml.Sequence list) {
      list(list, shape, name);
    } else if (value instanceof Yaml.Mapping mapping && schema.isStep(shape)) {
      entry(mapping, shape, "a step", shape.options().keySet());
    } else if (value instanceof Yaml.Mapping mapping) {
      mapping(mapping, shape, name, keyPlace);
    }
  }

  private void entry(Yaml item, DslSchema.Shape shape, String what, Set<String> valid) {
    if (!(item instanceof Yaml.Mapping mapping)) {
      boolean bareWord = item instanceof Yaml.Scalar scalar && valid.contains(scalar.text());
      findings.add(LintRule.EIP_VALUE, item.place(), what + " is a mapping with one key", "a mapping such as '- log: {message: …}'", item.kind(),
          bareWord ? "Write '- " + ((Yaml.Scalar) item).text() + ": {}'." : null);
      return;
    }
    Yaml.Entry first = null;
    for (Yaml.Entry entry : mapping.entries().values()) {
      if (first == null) {
        first = entry;
        // Empty because what belongs to it is not indented: that is told once, at what follows.
        boolean slipped = mapping.entries().size() > 1 && entry.value() instanceof Yaml.Scalar scalar && scalar.isNull() && shape.options().containsKey(entry.key());
        if (!slipped) {
          named(entry, shape, what, valid);
        }
      } else {
        second(first, entry, what, valid);
      }
    }
  }

  private void named(Yaml.Entry entry, DslSchema.Shape shape, String what, Set<String> valid) {
    JsonNode option = shape.options().getOrDefault(entry.key(), shape.options().get(camelCase(entry.key())));
    // The schema takes doCatch and doFinally as steps; the start does not.
    if (option != null && !NO_STEPS.contains(camelCase(entry.key()))) {
      check(entry.value(), schema.shape(option), entry.key(), entry.keyPlace());
      return;
    }
    Optional<String> home = home(entry.key());
    if (home.isPresent()) {
      findings.add(LintRule.EIP_MISPLACED, entry.keyPlace(), "'" + entry.key() + "' cannot stand here", home.get(), "it as " + what, null);
    } else {
      findings.add(LintRule.EIP_UNKNOWN, entry.keyPlace(), "Camel knows no " + (what.equals("a step") ? "EIP" : "entry") + " '" + entry.key() + "'",
          "the name of " + what, "'" + entry.key() + "'", nearest(entry.key(), valid));
    }
  }

  private void second(Yaml.Entry first, Yaml.Entry entry, String what, Set<String> valid) {
    JsonNode option = schema.root().options().getOrDefault(first.key(), stepOption(first.key()));
    boolean belongs = option != null && schema.shape(option).options() != null && schema.shape(option).options().containsKey(entry.key());
    String next = "Indent it below what it belongs to, or begin a list item of its own.";
    if (belongs) {
      next = "Indent '" + entry.key() + "' below '" + first.key() + "'.";
    } else if (valid.contains(entry.key())) {
      next = "Begin a list item of its own: '- " + entry.key() + ":'.";
    }
    findings.add(LintRule.EIP_MISPLACED, entry.keyPlace(), "'" + entry.key() + "' stands beside '" + first.key() + "'", what + " with one key",
        "one more", next);
  }

  private JsonNode stepOption(String name) {
    return schema.definition("org.apache.camel.model.ProcessorDefinition").options().get(name);
  }

  private Optional<String> home(String key) {
    if (HOME.containsKey(key)) {
      return Optional.of("'" + key + "' inside " + HOME.get(key));
    }
    if (schema.steps().contains(key)) {
      return Optional.of("'" + key + "' as an item of a list of steps");
    }
    return schema.root().options().containsKey(key) ? Optional.of("'" + key + "' at the top level of the file") : Optional.empty();
  }

  private void mapping(Yaml.Mapping mapping, DslSchema.Shape shape, String name, Place keyPlace) {
    if (!shape.takesMapping()) {
      findings.add(LintRule.EIP_VALUE, mapping.place(), "'" + name + "' cannot be read", wanted(shape), mapping.kind(), null);
      return;
    }
    if (shape.options() == null) {
      return;
    }
    Optional<EipModel> model = model(shape, name);
    mapping.entries().values().forEach(entry -> option(entry, shape, name, model));
    for (String required : shape.required()) {
      if (!mapping.entries().containsKey(required)) {
        findings.add(LintRule.EIP_OPTION_MISSING, keyPlace, "'" + name + "' lacks '" + required + "'", "'" + required + "'", null,
            "Add " + required + ": below " + name + ".");
      }
    }
    choices(mapping, shape, name);
    model.ifPresent(eip -> expression(mapping, eip, shape, name, keyPlace));
    model.ifPresent(eip -> simple.check(mapping, eip));
    if (COUNTED.contains(name)) {
      counted(mapping, name);
    }
  }

  // Tried on Camel 4.17: it starts, and then every message fails; with 1s too.
  private void counted(Yaml.Mapping mapping, String name) {
    Yaml.Mapping holder = mapping.mapping("expression").orElse(mapping);
    holder.scalar("constant").or(() -> holder.mapping("constant").flatMap(constant -> constant.scalar("expression"))).ifPresent(scalar -> {
      String text = placeholders.resolved(scalar.text());
      if (!DslTypes.isLate(text)) {
        require(DslTypes.isInteger(text), scalar, name, name.equals("delay") ? "a whole number of milliseconds" : "a whole number");
      }
    });
  }

  private void option(Yaml.Entry entry, DslSchema.Shape shape, String name, Optional<EipModel> model) {
    JsonNode option = shape.options().getOrDefault(entry.key(), shape.options().get(camelCase(entry.key())));
    if (option == null) {
      unknownOption(entry, shape, name);
      return;
    }
    if (option.isEmpty()) {
      return;
    }
    DslSchema.Shape inner = schema.shape(option);
    packaged(entry, inner);
    check(entry.value(), inner, entry.key(), entry.keyPlace());
    if (entry.value() instanceof Yaml.Scalar scalar && !scalar.isNull() && "string".equals(inner.type()) && inner.words().isEmpty()) {
      model.flatMap(eip -> eip.getOptions().stream().filter(known -> known.getName().equals(entry.key())).findFirst())
          .ifPresent(known -> modelled(scalar, entry.key(), known.getType()));
    }
  }

  // A name that is an EIP is more likely at the wrong place than misspelt, unless it is all but an option.
  private static boolean misplaced(String name, Optional<String> near) {
    return near.isEmpty() || Math.abs(near.get().length() - name.length()) > 1 || near.get().charAt(0) != name.charAt(0);
  }

  private void unknownOption(Yaml.Entry entry, DslSchema.Shape shape, String name) {
    Collection<String> valid = new TreeSet<>(shape.options().keySet());
    Optional<String> near = Nearest.to(entry.key(), valid);
    if (misplaced(entry.key(), near) && (schema.steps().contains(entry.key()) || HOME.containsKey(entry.key()))) {
      String next = shape.options().containsKey("steps") && schema.steps().contains(entry.key())
          ? "Put it as a list item below 'steps:' of " + name + "."
          : "Check the indentation: it belongs to another element.";
      findings.add(LintRule.EIP_MISPLACED, entry.keyPlace(), "'" + entry.key() + "' cannot stand directly in '" + name + "'",
          home(entry.key()).orElseThrow(), "it as an option of " + name, next);
      return;
    }
    findings.add(LintRule.EIP_OPTION_UNKNOWN, entry.keyPlace(), "'" + name + "' has no option '" + entry.key() + "'", "an option of " + name,
        "'" + entry.key() + "'", nearest(entry.key(), valid));
  }

  // The DSL's reader also takes names with dashes.
  static String camelCase(String name) {
    return name.indexOf('-') < 0 ? name : org.apache.camel.util.StringHelper.dashToCamelCase(name);
  }

  private void choices(Yaml.Mapping mapping, DslSchema.Shape shape, String name) {
    for (Set<String> group : shape.choices()) {
      List<Yaml.Entry> given = mapping.entries().values().stream().filter(entry -> group.contains(entry.key())).toList();
      if (given.size() > 1) {
        findings.add(LintRule.EIP_VALUE, given.get(1).keyPlace(), "'" + name + "' has both '" + given.get(0).key() + "' and '" + given.get(1).key() + "'",
            "one of them", "both", "Remove one.");
      }
    }
  }

  // The schema cannot say that one of many languages is needed; the model can.
  private void expression(Yaml.Mapping mapping, EipModel eip, DslSchema.Shape shape, String name, Place keyPlace) {
    for (EipModel.EipOptionModel option : eip.getOptions()) {
      if (!option.getKind().equals("expression") || !option.isRequired() || mapping.entries().containsKey(option.getName())) {
        continue;
      }
      Set<String> languages = Set.copyOf(option.getOneOfs() == null ? List.of() : option.getOneOfs());
      boolean unknown = mapping.entries().keySet().stream().anyMatch(key -> !shape.options().containsKey(camelCase(key)));
      if (!unknown && mapping.entries().keySet().stream().map(DslCheck::camelCase).noneMatch(languages::contains)) {
        findings.add(LintRule.EIP_OPTION_MISSING, keyPlace, "'" + name + "' lacks an expression", "expression: with a language such as simple", null, null);
      }
    }
  }

  private Optional<EipModel> model(DslSchema.Shape shape, String name) {
    if (shape.definition() == null || !shape.definition().startsWith("org.apache.camel.model.")) {
      return Optional.empty();
    }
    return camel.eip(name).filter(eip -> shape.definition().equals(eip.getJavaType()));
  }

  private void modelled(Yaml.Scalar scalar, String name, String type) {
    String text = placeholders.resolved(scalar.text());
    if (DslTypes.isLate(text)) {
      return;
    }
    switch (type) {
      case "duration" -> require(DslTypes.isDuration(text), scalar, name, "a duration such as 5s or 1m30s");
      case "integer" -> require(DslTypes.isInteger(text), scalar, name, "a whole number");
      case "number" -> require(DslTypes.isNumber(text), scalar, name, "a number");
      case "boolean" -> require(DslTypes.isBoolean(text), scalar, name, "true or false");
      default -> { }
    }
  }

  private void packaged(Yaml.Entry entry, DslSchema.Shape inner) {
    String definition = inner.definition() == null ? "" : inner.definition();
    String kind = definition.startsWith(LANGUAGES) && !definition.endsWith("ExpressionDefinition") ? "language"
        : definition.startsWith(DATA_FORMATS) ? "dataformat" : null;
    if (kind == null) {
      return;
    }
    camel.missingJar(kind, service(entry)).ifPresent(jar ->
        findings.add(LintRule.COMPONENT_NEEDS_JAR, entry.keyPlace(), "the " + (kind.equals("language") ? "language" : "data format") + " '" + entry.key()
            + "' is not packaged", jar, "a class path without it", "Put " + jar + " and what it needs on the class path (CARAVAN_CLASSPATH)."));
  }

  private static String service(Yaml.Entry entry) {
    if (entry.key().equals("json")) {
      String library = entry.value() instanceof Yaml.Mapping mapping ? mapping.text("library") : null;
      return library == null ? "jackson" : library.toLowerCase(Locale.ROOT);
    }
    return entry.key().equals("method") ? "bean" : entry.key();
  }

  private void list(Yaml.Sequence list, DslSchema.Shape shape, String name) {
    if (shape.item() == null) {
      findings.add(LintRule.EIP_VALUE, list.place(), "'" + name + "' cannot be read", wanted(shape), "a list", null);
      return;
    }
    DslSchema.Shape item = schema.shape(shape.item());
    for (Yaml value : list.items()) {
      if (schema.isStep(item)) {
        entry(value, item, "a step", item.options().keySet());
      } else {
        check(value, item, name, value.place());
      }
    }
  }

  private void scalar(Yaml.Scalar scalar, DslSchema.Shape shape, String name, Place keyPlace) {
    if (scalar.isNull()) {
      empty(scalar, shape, name, keyPlace);
      return;
    }
    if (shape.type() == null) {
      // A list of words may be one word: the DSL's reader splits it at commas.
      boolean words = shape.item() != null && "string".equals(shape.item().path("type").asText());
      if (!words) {
        findings.add(LintRule.EIP_VALUE, scalar.place(), "'" + name + "' cannot be read", wanted(shape), scalar.kind(), null);
      }
      return;
    }
    String text = placeholders.resolved(scalar.text());
    if (DslTypes.isLate(text)) {
      return;
    }
    if (!shape.words().isEmpty() && shape.words().stream().noneMatch(text::equalsIgnoreCase)) {
      findings.add(LintRule.EIP_VALUE, scalar.place(), "'" + name + "' cannot be read", "one of " + String.join(", ", shape.words()), got(scalar),
          nearest(text, shape.words()));
      return;
    }
    switch (shape.type()) {
      case "number", "integer" -> require(DslTypes.isNumber(text), scalar, name, "a number");
      case "boolean" -> require(DslTypes.isBoolean(text), scalar, name, "true or false");
      default -> { }
    }
  }

  private void empty(Yaml.Scalar scalar, DslSchema.Shape shape, String name, Place keyPlace) {
    boolean may = shape.takesMapping() && shape.required().isEmpty() && shape.choices().isEmpty();
    if (!may) {
      findings.add(LintRule.EIP_VALUE, scalar.place().line() == 0 ? keyPlace : scalar.place(), "'" + name + "' is empty", wanted(shape), "nothing",
          "Indent what belongs to '" + name + "' below it, or remove it.");
    }
  }

  private void require(boolean right, Yaml.Scalar scalar, String name, String required) {
    if (!right) {
      findings.add(LintRule.EIP_VALUE, scalar.place(), "'" + name + "' cannot be read", required, got(scalar), null);
    }
  }

  private String got(Yaml.Scalar scalar) {
    return scalar.text().contains("{{") ? placeholders.shown(scalar.text()) : scalar.kind();
  }

  private static String wanted(DslSchema.Shape shape) {
    if (!shape.words().isEmpty()) {
      return "one of " + String.join(", ", shape.words());
    }
    if (shape.item() != null) {
      return "a list";
    }
    if (shape.takesMapping()) {
      return shape.type() == null ? "a mapping" : "text or a mapping";
    }
    return switch (shape.type() == null ? "" : shape.type()) {
      case "number", "integer" -> "a number";
      case "boolean" -> "true or false";
      default -> "text";
    };
  }

  /** The next move for a wrong name. A list too long to read helps nobody. */
  static String nearest(String name, Collection<String> valid) {
    if (valid.size() > LISTED && Nearest.to(name, valid).isEmpty()) {
      return "No valid name is near; the reference lists all " + valid.size() + ".";
    }
    String hint = Nearest.hint(name, valid);
    return Character.toUpperCase(hint.charAt(0)) + hint.substring(1) + (hint.endsWith("?") ? "" : ".");
  }
}
