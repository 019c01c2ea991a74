package dev.caravan.runtime;

import dev.caravan.Problems;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * What the route files of a run use, by reading them: Kamelets and what those use, contracts and those they
 * name, query files, properties; and which files belong together. Immutable.
 */
final class FlowUses {
  private static final Pattern KAMELET = Pattern.compile("\\bkamelet:/*([\\w.-]+)");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*\\??!?([^{}:\\s]+)(?::([^{}]*))?\\s*}}");
  private static final Pattern PROPERTY = Pattern.compile("\\$\\{properties:([^}:]+)");
  private static final Pattern ADDRESS = Pattern.compile("\\b(direct|seda|disruptor):/*([\\w.-]+)");
  private static final Pattern CONTRACT_IN_URI = Pattern.compile("[?&]contract=([^&]+)");
  private static final Pattern WORD = Pattern.compile("[\\w.-]+");
  private static final Set<String> SERVERS = Set.of("rest", "restConfiguration");
  /** What stands by itself in a file and holds for all routes of a context. */
  private static final Set<String> POLICIES = Set.of("onException", "errorHandler", "onCompletion", "intercept", "interceptFrom", "interceptSendToEndpoint", "dataFormats");
  private static final String FOR_ALL = "*";

  private final Map<String, String> properties;
  private final Function<String, Optional<String>> kameletText;
  private final Map<String, KameletUses> kamelets = new LinkedHashMap<>();
  private final Map<RouteFile, Uses> files = new LinkedHashMap<>();

  /** What one file uses. {@code links} are names by which it and another belong together. */
  private record Uses(Set<String> kamelets, Set<String> contracts, Set<String> properties, Set<String> declared, Set<String> links, Set<String> words, boolean serves) {}

  /** What one Kamelet uses. @param parameters of it that name a contract */
  private record KameletUses(Set<String> kamelets, Set<String> contracts, Set<String> parameters, Set<String> properties) {
    static final KameletUses NONE = new KameletUses(Set.of(), Set.of(), Set.of(), Set.of());
  }

  /**
   * @param kameletText of a Kamelet by name; empty when there is none
   * @param properties as routes see them
   */
  FlowUses(List<RouteFile> routes, Function<String, Optional<String>> kameletText, Map<String, String> properties) {
    this.kameletText = kameletText;
    this.properties = properties;
    routes.forEach(file -> files.put(file, file.yaml() ? uses(file) : java(file)));
  }

  /** What has changed, by name; {@code routes} by location. */
  record Changed(Set<String> routes, Set<String> kamelets, Set<String> contracts, Set<String> properties) {}

  /**
   * The files that have changed, use what has changed, or belong together with such a file: their locations.
   * Java files only when they belong to one of YAML.
   */
  Set<String> affectedBy(Changed changed) {
    Set<RouteFile> affected = new LinkedHashSet<>();
    Deque<RouteFile> open = new ArrayDeque<>();
    files.forEach(
        (file, uses) -> {
          boolean reads = meets(uses.kamelets(), changed.kamelets()) || meets(uses.contracts(), changed.contracts()) || meets(uses.properties(), changed.properties());
          if (changed.routes().contains(file.location()) || reads) {
            open.add(file);
          }
        });
    while (!open.isEmpty()) {
      RouteFile file = open.remove();
      if (affected.add(file)) {
        files.keySet().stream().filter(other -> !affected.contains(other) && linked(files.get(file), files.get(other))).forEach(open::add);
      }
    }
    return affected.stream().map(RouteFile::location).collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Java files that say a word that has changed: they go on as they were built. */
  List<RouteFile> javaThatMentions(Changed changed) {
    return files.entrySet().stream()
        .filter(entry -> !entry.getKey().yaml() && (meets(entry.getValue().words(), changed.kamelets()) || changed.contracts().stream().anyMatch(entry.getKey().text()::contains)))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Whether a file takes requests on the HTTP port. */
  boolean serves(String location) {
    return files.entrySet().stream().anyMatch(entry -> entry.getKey().location().equals(location) && entry.getValue().serves());
  }

  private static boolean linked(Uses one, Uses other) {
    boolean forAll = one.declared().contains(FOR_ALL) || other.declared().contains(FOR_ALL);
    return forAll || meets(one.links(), other.links()) || meets(one.declared(), other.words()) || meets(other.declared(), one.words());
  }

  private static boolean meets(Set<String> some, Set<String> others) {
    return some.stream().anyMatch(others::contains);
  }

  private Uses java(RouteFile file) {
    Set<String> words = matches(WORD, file.text());
    Set<String> links = new HashSet<>();
    ADDRESS.matcher(file.text()).results().forEach(found -> links.add(found.group(1) + ":" + found.group(2)));
    return new Uses(Set.of(), Set.of(), Set.of(), Set.of(), links, words, false);
  }

  private Uses uses(RouteFile file) {
    Optional<Node> root = Yaml.read(file.name(), file.text(), new Problems());
    if (root.isEmpty()) {
      return new Uses(Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), false);
    }
    Text text = new Text();
    text.read(root.get());
    Set<String> used = new TreeSet<>();
    Set<String> contracts = new TreeSet<>();
    Set<String> read = new TreeSet<>(text.properties());
    for (String kamelet : text.kamelets()) {
      used.add(kamelet);
      KameletUses inside = kamelet(kamelet);
      used.addAll(inside.kamelets());
      contracts.addAll(inside.contracts());
      read.addAll(inside.properties());
    }
    contracts.addAll(text.contracts(this::parameters));
    Set<String> declared = new TreeSet<>();
    boolean serves = text.all.stream().anyMatch(one -> one.startsWith("platform-http:"));
    for (Node item : Yaml.items(root.get())) {
      Yaml.at(item, "beans").map(Yaml::items).orElse(List.of()).forEach(bean -> Yaml.textAt(bean, "name").ifPresent(declared::add));
      Yaml.at(item, "routeConfiguration").ifPresent(policy -> declared.add(Yaml.textAt(policy, "id").orElse(FOR_ALL)));
      Yaml.entries(item).stream().map(Yaml::key).filter(POLICIES::contains).forEach(policy -> declared.add(FOR_ALL));
      Yaml.textAt(item, "routeTemplate", "id").ifPresent(declared::add);
      serves |= Yaml.entries(item).stream().map(Yaml::key).anyMatch(SERVERS::contains);
    }
    return new Uses(used, contracts, withNested(read), declared, text.links(), text.words(), serves);
  }

  // A property may be made of others.
  private Set<String> withNested(Set<String> names) {
    Set<String> all = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(names);
    while (!open.isEmpty()) {
      String name = open.remove();
      if (all.add(name)) {
        PLACEHOLDER.matcher(properties.getOrDefault(name, "")).results().forEach(found -> open.add(found.group(1)));
      }
    }
    return all;
  }

  private Set<String> parameters(String kamelet) {
    return kamelet(kamelet).parameters();
  }

  private KameletUses kamelet(String name) {
    KameletUses known = kamelets.get(name);
    if (known == null) {
      // One that uses itself is refused by lint; here it must only come to an end.
      kamelets.put(name, KameletUses.NONE);
      known = kameletText.apply(name).flatMap(text -> Yaml.read(name, text, new Problems())).map(this::inside).orElse(KameletUses.NONE);
      kamelets.put(name, known);
    }
    return known;
  }

  private KameletUses inside(Node kamelet) {
    Optional<Node> template = Yaml.at(kamelet, "spec", "template");
    if (template.isEmpty()) {
      return KameletUses.NONE;
    }
    Set<String> own = Yaml.at(kamelet, "spec", "definition", "properties").map(Yaml::entries).orElse(List.of()).stream().map(Yaml::key).collect(Collectors.toSet());
    own.addAll(Set.of("parentRouteId", "routeId", "parentProcessorId"));
    Text text = new Text();
    text.read(template.get());
    Set<String> used = new TreeSet<>();
    Set<String> contracts = new TreeSet<>();
    Set<String> read = text.properties();
    read.removeIf(name -> own.contains(name) || Yaml.at(template.get(), "beans").map(Yaml::items).orElse(List.of()).stream().anyMatch(bean -> Yaml.textAt(bean, "name").orElse("").equals(name)));
    for (String other : text.kamelets()) {
      KameletUses below = kamelet(other);
      used.add(other);
      used.addAll(below.kamelets());
      contracts.addAll(below.contracts());
      read.addAll(below.properties());
    }
    Set<String> parameters = new TreeSet<>();
    for (String value : text.contractValues(this::parameters)) {
      Matcher placeholder = PLACEHOLDER.matcher(value);
      if (placeholder.matches() && own.contains(placeholder.group(1))) {
        parameters.add(placeholder.group(1));
        Yaml.textAt(kamelet, "spec", "definition", "properties", placeholder.group(1), "default").ifPresent(fallback -> contracts.add(contract(fallback)));
      } else {
        contracts.add(contract(resolved(value)));
      }
    }
    return new KameletUses(used, contracts, parameters, read);
  }

  private static String contract(String value) {
    return value.strip().replaceFirst("#.*", "");
  }

  private String resolved(String text) {
    String result = text;
    for (int depth = 0; depth < 5 && result.contains("{{"); depth++) {
      result = PLACEHOLDER.matcher(result).replaceAll(found -> Matcher.quoteReplacement(properties.getOrDefault(found.group(1), found.group(2) == null ? "" : found.group(2))));
    }
    return result;
  }

  private static Set<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> found.group()).collect(Collectors.toSet());
  }

  /** All that is written in a document, comments left out. */
  private final class Text {
    final Set<String> all = new LinkedHashSet<>();
    private final Map<Node, String> uses = new LinkedHashMap<>();
    private final Set<String> contractValues = new LinkedHashSet<>();

    void read(Node node) {
      for (NodeTuple entry : Yaml.entries(node)) {
        all.add(Yaml.key(entry));
        if (Yaml.key(entry).equals("contract")) {
          Yaml.text(entry.getValueNode()).ifPresent(contractValues::add);
        }
        read(entry.getValueNode());
      }
      Yaml.textAt(node, "uri").filter(uri -> uri.startsWith("kamelet:")).ifPresent(uri -> uses.put(node, uri));
      Yaml.items(node).forEach(this::read);
      Yaml.text(node)
          .ifPresent(
              text -> {
                all.add(text);
                CONTRACT_IN_URI.matcher(text).results().forEach(found -> contractValues.add(found.group(1)));
              });
    }

    Set<String> kamelets() {
      Set<String> names = new TreeSet<>();
      all.forEach(text -> KAMELET.matcher(resolved(text)).results().forEach(found -> names.add(found.group(1))));
      names.removeAll(Set.of("source", "sink"));
      return names;
    }

    /** As they are written: values of parameters that name a contract. */
    Set<String> contractValues(Function<String, Set<String>> parameters) {
      Set<String> values = new LinkedHashSet<>(contractValues);
      uses.forEach(
          (node, uri) -> {
            Matcher name = KAMELET.matcher(resolved(uri));
            if (name.lookingAt()) {
              parameters.apply(name.group(1)).forEach(parameter -> Yaml.textAt(node, "parameters", parameter).ifPresent(values::add));
            }
          });
      return values;
    }

    Set<String> contracts(Function<String, Set<String>> parameters) {
      return contractValues(parameters).stream().map(value -> contract(resolved(value))).collect(Collectors.toSet());
    }

    Set<String> properties() {
      Set<String> names = new TreeSet<>();
      for (String text : all) {
        PLACEHOLDER.matcher(text).results().forEach(found -> names.add(found.group(1)));
        PROPERTY.matcher(text).results().forEach(found -> names.add(found.group(1).strip()));
      }
      return names;
    }

    Set<String> links() {
      Set<String> addresses = new TreeSet<>();
      all.forEach(text -> ADDRESS.matcher(resolved(text)).results().forEach(found -> addresses.add(found.group(1) + ":" + found.group(2))));
      return addresses;
    }

    Set<String> words() {
      return all.stream().flatMap(text -> matches(WORD, text).stream()).collect(Collectors.toSet());
    }
  }
}
