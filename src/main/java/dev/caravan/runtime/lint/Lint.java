package dev.caravan.runtime.lint;

import dev.caravan.CaravanException;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.contract.ContractReader;
import dev.caravan.contract.Contracts;
import dev.caravan.runtime.routetest.RouteTests;
import dev.caravan.streams.StreamsReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at files and tells everything that is wrong with them. One object looks once; not thread-safe. */
public final class Lint {
  private final LintContext context;
  private final Findings findings = new Findings();
  private final JavaRoutes java;
  private final CamelParts camel = new CamelParts();
  // Read beside the other checks: it is the largest file that lint needs, and needs nothing else.
  private final CompletableFuture<DslSchema> schema = CompletableFuture.supplyAsync(DslSchema::new);
  private final KameletCatalog kamelets;
  private final Map<LintFile, Yaml> trees = new LinkedHashMap<>();
  private final Map<LintFile, RouteParts> routes = new LinkedHashMap<>();
  private final Set<String> beans = new LinkedHashSet<>();

  private Lint(LintContext context) {
    this.context = context;
    this.java = new JavaRoutes(context, findings);
    this.kamelets = new KameletCatalog(context.kamelets());
    this.beans.addAll(context.beans());
  }

  /**
   * Looks at files, and at all files below folders.
   *
   * @return everything that was found, by file and place
   */
  public static List<Finding> check(List<Path> paths, LintContext context) {
    Lint lint = new Lint(context);
    LintFiles files = new LintFiles(lint.findings);
    List<LintFile> looked = files.read(paths);
    return lint.check(looked, files.beside(paths, looked));
  }

  /**
   * Looks at files, and tells what is wrong with the settings they are looked at with.
   *
   * @param settings problems of the settings; those that are found in a file that is looked at are told once
   */
  public static List<Finding> check(List<Path> paths, LintContext context, List<Problem> settings) {
    List<Finding> findings = new ArrayList<>(check(paths, context));
    Set<String> told = findings.stream().map(finding -> line(finding.place())).collect(Collectors.toSet());
    settings.stream().map(problem -> Finding.of(problem, Place.of("settings"))).filter(finding -> !told.contains(line(finding.place()))).forEach(findings::add);
    findings.sort(null);
    return findings;
  }

  private static String line(Place place) {
    Path file = Path.of(place.file()).toAbsolutePath().normalize();
    return place.line() == 0 ? file.toString() : file + ":" + place.line();
  }

  /**
   * Looks at files that were read before.
   *
   * @param beside files that run together with these and are not looked at
   */
  public static List<Finding> check(List<LintFile> files, List<LintFile> beside, LintContext context) {
    return new Lint(context).check(files, beside);
  }

  private List<Finding> check(List<LintFile> files, List<LintFile> beside) {
    files.forEach(this::read);
    Placeholders placeholders = placeholders(files, beside);
    SecretCheck secrets = new SecretCheck(camel, kamelets, findings);
    PropertiesCheck properties = new PropertiesCheck(camel, secrets, findings);
    List<RouteParts> near = beside.stream().filter(file -> file.kind().filter(LintFile.Kind.ROUTES::equals).isPresent())
        .map(file -> YamlReader.read(file.name(), file.text(), new Findings())).flatMap(Optional::stream).map(RouteParts::read).toList();
    near.forEach(parts -> beans.addAll(parts.beans));
    Contracts contracts = new Contracts(context.contracts());
    Endpoints endpoints = new Endpoints(
        new EndpointCheck(camel, beans, placeholders, findings), new KameletUseCheck(kamelets, camel, beans, placeholders, findings), secrets,
        new ColumnFlow(contracts, findings), new SinkKeyCheck(contracts, findings));
    for (LintFile file : files) {
      if (file.kind().isEmpty()) {
        continue;
      }
      switch (file.kind().get()) {
        case PROPERTIES -> properties.check(file);
        case CONTRACT -> contract(file);
        case STREAMS -> streams(file, properties(files, beside));
        case KAMELET, ROUTES, JAVA -> parts(file, endpoints);
        case TEST -> RouteTests.check(Path.of(file.name()), file.text()).forEach(problem -> findings.add(problem, Place.of(file.name())));
      }
    }
    trees.forEach((file, root) -> {
      if (isRoutes(file)) {
        placeholders(root, placeholders);
      }
      secrets.tree(root);
    });
    structure(new DslCheck(schema.join(), camel, placeholders, findings), placeholders);
    List<RouteParts> looked = routes.entrySet().stream().filter(entry -> isRoutes(entry.getKey())).map(Map.Entry::getValue).toList();
    FlowCheck flows = new FlowCheck(kamelets, findings);
    flows.check(looked, near);
    flows.policies(List.copyOf(routes.values()), near);
    return suppressed(files);
  }

  private void structure(DslCheck dsl, Placeholders placeholders) {
    KameletFileCheck kameletFiles = new KameletFileCheck(dsl, placeholders, findings);
    trees.forEach((file, root) -> {
      switch (file.kind().orElseThrow()) {
        case ROUTES -> dsl.file(root);
        case KAMELET -> kameletFiles.check(file, root);
        // A compiler has looked at the steps.
        case JAVA, CONTRACT, TEST, STREAMS, PROPERTIES -> { }
      }
    });
  }

  /** What is said of every endpoint. */
  private record Endpoints(EndpointCheck endpoints, KameletUseCheck kamelets, SecretCheck secrets, ColumnFlow columns, SinkKeyCheck keys) {
    void check(EndpointUse use) {
      secrets.endpoint(use);
      if (use.isKamelet()) {
        kamelets.check(use);
        columns.contract(use);
      } else if (!use.scheme().equals("kamelet")) {
        endpoints.check(use);
      }
    }
  }

  private void read(LintFile file) {
    Optional<LintFile.Kind> kind = file.kind();
    if (kind.isEmpty()) {
      findings.add(LintRule.FILE_UNKNOWN, Place.of(file.name()), "this is no file that Caravan reads",
          "*.camel.yaml, *.kamelet.yaml, *.odcs.yaml, *.streams.yaml, *.test.yaml or *.properties", "'" + file.fileName() + "'", null);
      return;
    }
    if (List.of(LintFile.Kind.PROPERTIES, LintFile.Kind.CONTRACT, LintFile.Kind.TEST, LintFile.Kind.STREAMS).contains(kind.get())) {
      return;
    }
    if (kind.get() == LintFile.Kind.JAVA) {
      readRoutes(file, java.read(file));
      beans.addAll(java.beans());
      return;
    }
    YamlReader.read(file.name(), file.text(), findings).ifPresent(root -> {
      if (kind.get() == LintFile.Kind.ROUTES) {
        readRoutes(file, root);
      } else if (kind.get() == LintFile.Kind.KAMELET) {
        trees.put(file, root);
        KameletSpec spec = KameletSpec.read(file.fileName().replaceFirst("(\\.kamelet)?\\.ya?ml$", ""), root);
        kamelets.add(spec);
        if (spec.template() != null) {
          routes.put(file, RouteParts.readTemplate(spec.template()));
        }
      }
    });
  }

  private void readRoutes(LintFile file, Yaml root) {
    trees.put(file, root);
    RouteParts parts = RouteParts.read(root);
    routes.put(file, parts);
    beans.addAll(parts.beans);
  }

  private static boolean isRoutes(LintFile file) {
    return file.kind().filter(kind -> kind == LintFile.Kind.ROUTES || kind == LintFile.Kind.JAVA).isPresent();
  }

  private Placeholders placeholders(List<LintFile> files, List<LintFile> beside) {
    List<String> sources = new ArrayList<>(context.propertySources());
    propertyFiles(files, beside).forEach(file -> sources.add(file.name()));
    return new Placeholders(properties(files, beside), sources);
  }

  private Map<String, String> properties(List<LintFile> files, List<LintFile> beside) {
    Map<String, String> properties = new HashMap<>(context.properties());
    propertyFiles(files, beside).forEach(file -> PropertiesText.read(file).forEach(entry -> properties.put(entry.key(), entry.value())));
    return properties;
  }

  private static Stream<LintFile> propertyFiles(List<LintFile> files, List<LintFile> beside) {
    return Stream.concat(files.stream(), beside.stream()).filter(file -> file.kind().filter(LintFile.Kind.PROPERTIES::equals).isPresent());
  }

  private void placeholders(Yaml node, Placeholders placeholders) {
    if (node instanceof Yaml.Mapping mapping) {
      mapping.entries().forEach((key, entry) -> {
        // Templates have parameters of their own.
        if (!key.equals("routeTemplate")) {
          placeholders(entry.value(), placeholders);
        }
      });
    } else if (node instanceof Yaml.Sequence list) {
      list.items().forEach(item -> placeholders(item, placeholders));
    } else if (node instanceof Yaml.Scalar scalar) {
      placeholders.check(scalar, Set.of(), findings);
    }
  }

  private void parts(LintFile file, Endpoints endpoints) {
    RouteParts parts = routes.get(file);
    if (parts != null) {
      parts.endpoints.forEach(endpoints::check);
      parts.flows.forEach(endpoints.columns()::check);
      parts.flows.forEach(endpoints.keys()::check);
      BeanCheck used = new BeanCheck(beans, findings);
      used.check(parts);
      used.classes(parts);
    }
  }

  private void contract(LintFile file) {
    tell(file, () -> ContractReader.read(file.name(), file.name(), file.text()));
  }

  private void streams(LintFile file, Map<String, String> properties) {
    tell(file, () -> StreamsReader.read(file.name(), file.text(), properties));
  }

  private void tell(LintFile file, Runnable reading) {
    try {
      reading.run();
    } catch (CaravanException exception) {
      exception.problems().forEach(problem -> findings.add(problem, Place.of(file.name())));
    }
  }

  private List<Finding> suppressed(List<LintFile> files) {
    Map<String, Suppressions> byFile = new HashMap<>();
    Findings own = new Findings();
    files.forEach(file -> byFile.put(file.name(), new Suppressions(file, own)));
    List<Finding> left = new ArrayList<>();
    for (Finding finding : findings.sorted()) {
      Suppressions suppressions = byFile.get(finding.place().file());
      if (suppressions == null || !suppressions.covers(finding)) {
        left.add(finding);
      }
    }
    byFile.values().forEach(suppressions -> suppressions.reportUnneeded(own));
    left.addAll(own.sorted());
    left.sort(null);
    return left;
  }
}
