package dev.caravan.runtime;

import dev.caravan.Problems;
import dev.caravan.runtime.reload.FileChange;
import dev.caravan.runtime.reload.Watched;
import dev.caravan.runtime.reload.WatchedFile;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that flows of a run are made of, at one moment. Immutable.
 *
 * @param watched the files as they were seen
 * @param shared route files that belong to every flow
 * @param own the other route files
 * @param config with the properties that routes read
 */
record RunFiles(Watched watched, List<RouteFile> shared, List<RouteFile> own, CaravanConfig config) {

  static RunFiles read(RouteSelection selection, Watched watched, CaravanConfig config) {
    Problems problems = new Problems();
    RouteFiles.Found found = RouteFiles.read(selection, problems);
    problems.throwIfAny();
    return new RunFiles(watched, found.shared(), found.own(), config);
  }

  List<RouteFile> all() {
    return Stream.concat(shared.stream(), own.stream()).toList();
  }

  /**
   * These files with changes made, and no others: a file that is not among the changes stays as it is here,
   * whatever lies on the disk.
   */
  RunFiles with(List<FileChange> changes, RouteSelection selection, Rereading rereading) {
    boolean settings = changes.stream().anyMatch(change -> change.file().kind() == WatchedFile.Kind.PROPERTIES);
    CaravanConfig next = settings ? config.withProperties(properties(rereading.config().get())) : config;
    Set<String> changed = locations(changes);
    if (changed.isEmpty()) {
      return new RunFiles(watched.with(changes), shared, own, next);
    }
    RunFiles disk = read(selection, watched, next);
    return new RunFiles(watched.with(changes), merged(shared, disk.shared(), changed), merged(own, disk.own(), changed), next);
  }

  private static List<RouteFile> merged(List<RouteFile> before, List<RouteFile> disk, Set<String> changed) {
    Map<String, RouteFile> files = new LinkedHashMap<>();
    before.stream().filter(file -> !changed.contains(file.location())).forEach(file -> files.put(file.location(), file));
    disk.stream().filter(file -> changed.contains(file.location())).forEach(file -> files.put(file.location(), file));
    // In the order of the disk, which is that of a start; what is there no more, last.
    List<RouteFile> ordered = new ArrayList<>();
    disk.forEach(file -> Optional.ofNullable(files.remove(file.location())).ifPresent(ordered::add));
    ordered.addAll(files.values());
    return ordered;
  }

  // Caravan's own settings and Camel's went into parts that live as long as the process.
  private Map<String, String> properties(CaravanConfig read) {
    Map<String, String> properties = new HashMap<>();
    config.camel().forEach((key, text) -> {
      if (isSetting(key)) {
        properties.put(key, text);
      }
    });
    read.camel().forEach((key, text) -> {
      if (!isSetting(key)) {
        properties.put(key, text);
      }
    });
    return properties;
  }

  private static boolean isSetting(String key) {
    return key.startsWith("caravan.") || key.startsWith("camel.");
  }

  private static Set<String> locations(Collection<FileChange> changes) {
    return changes.stream().filter(change -> change.file().kind() == WatchedFile.Kind.ROUTE).map(change -> "file:" + change.file().path()).collect(Collectors.toSet());
  }

  /** Settings among the changes of properties files that are read at the start only. */
  static Set<String> settings(List<FileChange> changes) {
    Set<String> keys = new TreeSet<>();
    for (FileChange change : changes) {
      if (change.file().kind() == WatchedFile.Kind.PROPERTIES) {
        Map<String, String> before = text(change.before());
        Map<String, String> after = text(change.after());
        Stream.concat(before.keySet().stream(), after.keySet().stream())
            .filter(key -> isSetting(key) && !Objects.equals(before.get(key), after.get(key)))
            .forEach(keys::add);
      }
    }
    return keys;
  }

  private static Map<String, String> text(WatchedFile file) {
    Properties properties = new Properties();
    if (file != null) {
      try {
        properties.load(new StringReader(file.text()));
      } catch (IOException | IllegalArgumentException e) {
        // What cannot be read is told by those who read it.
        return Map.of();
      }
    }
    return properties.stringPropertyNames().stream().collect(Collectors.toMap(key -> key, properties::getProperty));
  }

  FlowUses uses() {
    Map<String, String> kamelets = new HashMap<>();
    watched.of(WatchedFile.Kind.KAMELET).forEach(file -> kamelets.put(kamelet(file), file.text()));
    return new FlowUses(own, name -> Optional.ofNullable(kamelets.get(name)).or(() -> KameletCatalog.packaged(name)), config.camel());
  }

  private static String kamelet(WatchedFile file) {
    return file.path().getFileName().toString().replaceFirst("\\.kamelet\\.yaml$", "");
  }

  private String contract(WatchedFile file) {
    return config.contracts().relativize(file.path()).toString().replace('\\', '/').replaceFirst("\\.odcs\\.yaml$", "");
  }

  /** What these changes change, and by which {@code next} differs. */
  FlowUses.Changed changed(List<FileChange> changes, RunFiles next) {
    Set<String> routes = locations(changes);
    Set<String> kamelets = new TreeSet<>();
    Set<String> contracts = new TreeSet<>();
    for (FileChange change : changes) {
      WatchedFile file = change.file();
      switch (file.kind()) {
        case KAMELET -> kamelets.add(kamelet(file));
        case CONTRACT -> contracts.add(contract(file));
        case QUERY -> own.stream().filter(route -> route.text().contains(file.name())).map(RouteFile::location).forEach(routes::add);
        case ROUTE, PROPERTIES -> { }
      }
    }
    return new FlowUses.Changed(routes, kamelets, contracts, changedProperties(next));
  }

  private Set<String> changedProperties(RunFiles next) {
    return Stream.concat(config.camel().keySet().stream(), next.config.camel().keySet().stream())
        .filter(key -> !Objects.equals(config.camel().get(key), next.config.camel().get(key)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether a shared file holds routes too: then all flows belong together. */
  boolean sharesRoutes() {
    return shared.stream().anyMatch(file -> file.yaml() && Yaml.read(file.name(), file.text(), new Problems()).stream()
        .flatMap(root -> Yaml.items(root).stream())
        .anyMatch(item -> Yaml.at(item, "route").isPresent() || Yaml.at(item, "from").isPresent()));
  }
}
