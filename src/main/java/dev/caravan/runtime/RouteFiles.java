package dev.caravan.runtime;

import dev.caravan.ErrorCode;
import dev.caravan.FolderFiles;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.streams.StreamsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds and reads the files of a {@link RouteSelection}. */
final class RouteFiles {
  private static final String PACKAGED = "routes";
  private static final String SHARED = "shared/";

  private RouteFiles() {}

  /** @param shared those that come along with all others */
  record Found(List<RouteFile> shared, List<RouteFile> own) {}

  static Found read(RouteSelection selection, Problems problems) {
    Map<String, RouteFile> shared = new LinkedHashMap<>();
    List<RouteFile> routes = read(selection, shared, problems);
    return new Found(List.copyOf(shared.values()), routes);
  }

  private static List<RouteFile> read(RouteSelection selection, Map<String, RouteFile> shared, Problems problems) {
    List<RouteFile> routes = new ArrayList<>();
    ClassPathFolder.read(PACKAGED)
        .forEach(
            (path, content) -> {
              if (!isRouteFile(path)) {
                return;
              }
              RouteFile file = new RouteFile(PACKAGED + "/" + path, "classpath:" + PACKAGED + "/" + path, content);
              if (path.startsWith(SHARED)) {
                shared.put(path, file);
              } else if (selection.packaged() && wanted(path, selection)) {
                routes.add(file);
              }
            });
    if (selection.folder() != null) {
      addFolder(selection.folder(), shared, routes, problems);
    }
    for (Path file : selection.files()) {
      if (!StreamsFile.isNamed(file.toString())) {
        addFile(file, routes, problems);
      }
    }
    if (!selection.flows().isEmpty()) {
      routes.removeIf(file -> file.yaml() && file.routeIds().stream().noneMatch(selection.flows()::contains));
    }
    return routes;
  }

  // What lies in a folder needs an account at an outside system: it runs when the system is named.
  private static boolean wanted(String path, RouteSelection selection) {
    int slash = path.indexOf('/');
    return slash < 0 || selection.systems().contains(path.substring(0, slash));
  }

  // A file of the folder's own shared/ takes the place of the packaged one of the same name.
  private static void addFolder(Path folder, Map<String, RouteFile> shared, List<RouteFile> routes, Problems problems) {
    if (!Files.isDirectory(folder)) {
      problems.add(Problem.of(ErrorCode.FILE_NOT_FOUND, Place.of(folder.toString()), "The routes folder does not exist"));
      return;
    }
    List<Path> all;
    try {
      all = FolderFiles.below(folder);
    } catch (IOException e) {
      problems.add(Problem.of(ErrorCode.FILE_NOT_FOUND, Place.of(folder.toString()), "The routes folder cannot be read: " + e.getMessage()));
      return;
    }
    List<Path> found = all.stream().filter(file -> isRouteFile(file.getFileName().toString())).toList();
    for (Path file : found) {
      String path = folder.relativize(file).toString().replace('\\', '/');
      List<RouteFile> read = new ArrayList<>();
      addFile(file, read, problems);
      if (path.startsWith(SHARED)) {
        read.forEach(one -> shared.put(path, one));
      } else {
        routes.addAll(read);
      }
    }
    if (found.isEmpty() && all.stream().noneMatch(file -> StreamsFile.isNamed(file.toString()))) {
      problems.add(
          Problem.of(ErrorCode.ROUTE_INVALID, Place.of(folder.toString()), "The routes folder holds no route file")
              .required("files named *.camel.yaml, *.yaml or *.java", "none"));
    }
  }

  private static void addFile(Path file, List<RouteFile> routes, Problems problems) {
    if (!isRouteFile(file.toString())) {
      problems.add(
          Problem.of(ErrorCode.ROUTE_INVALID, Place.of(file.toString()), "This is not a route file by its name")
              .required("*.camel.yaml, *.yaml or *.java", file.getFileName().toString()));
      return;
    }
    try {
      routes.add(new RouteFile(file.toString(), "file:" + file.toAbsolutePath().normalize(), Files.readAllBytes(file)));
    } catch (IOException e) {
      String what = Files.exists(file) ? "The route file cannot be read: " + e.getMessage() : "The route file does not exist";
      problems.add(Problem.of(ErrorCode.FILE_NOT_FOUND, Place.of(file.toString()), what));
    }
  }

  static boolean isYaml(String name) {
    return name.endsWith(".yaml") || name.endsWith(".yml");
  }

  // The test of a route lies beside it and is not a route.
  static boolean isRouteFile(String name) {
    boolean yaml = isYaml(name) && !name.endsWith(".test.yaml") && !name.endsWith(".kamelet.yaml") && !StreamsFile.isNamed(name);
    return yaml || name.endsWith(".java");
  }
}
