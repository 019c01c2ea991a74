package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.runtime.lint.LintFile;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which route files to run. The shared ones ({@code routes/shared}) always come along.
 *
 * @param folder all route files below it, or null
 * @param files single files; with neither, the packaged routes run
 * @param flows when there are any, only files with a route of these ids are run, and Java files
 * @param systems packaged routes of outside systems that run with the packaged ones: folders below
 *     {@code routes}
 */
public record RouteSelection(Path folder, List<Path> files, Set<String> flows, Set<String> systems) {
  public static final RouteSelection PACKAGED = new RouteSelection(null, List.of());

  public RouteSelection {
    files = List.copyOf(files);
    flows = Set.copyOf(flows);
    systems = Set.copyOf(systems);
  }

  public RouteSelection(Path folder, List<Path> files) {
    this(folder, files, Set.of(), Set.of());
  }

  public boolean packaged() {
    return folder == null && files.isEmpty();
  }

  /** Of these files those that have the routes named. */
  public RouteSelection only(Collection<String> ids) {
    return new RouteSelection(folder, files, new TreeSet<>(ids), systems);
  }

  /** These and the packaged routes of a system, which need an account there. */
  public RouteSelection with(String system) {
    Set<String> more = new TreeSet<>(systems);
    more.add(system);
    return new RouteSelection(folder, files, flows, more);
  }

  /** Ids of the routes of all files, those that are not selected too. */
  private Set<String> all() {
    Set<String> ids = new TreeSet<>();
    RouteFiles.read(only(List.of()), new Problems()).own().stream().filter(RouteFile::yaml).forEach(file -> ids.addAll(file.routeIds()));
    return ids;
  }

  /** A route file as it was read. */
  public record Text(String name, String text) {}

  /**
   * Reads the selected YAML files, without the shared ones.
   *
   * @throws CaravanException with everything that is wrong with them, and ROUTE_INVALID for each of the
   *     flows that no file has
   */
  public List<Text> read() {
    Problems problems = new Problems();
    List<RouteFile> read = RouteFiles.read(this, problems).own().stream().filter(RouteFile::yaml).toList();
    problems.throwIfAny();
    Set<String> known = new TreeSet<>();
    read.forEach(file -> known.addAll(file.routeIds()));
    for (String flow : flows) {
      if (!known.contains(flow)) {
        problems.add(
            Problem.of(ErrorCode.ROUTE_INVALID, null, "There is no route '" + flow + "' among the route files").required("a route of that id", "none")
                .next("Name its folder or file with --routes. " + Nearest.advice(flow, all())));
      }
    }
    problems.throwIfAny();
    return read.stream().map(file -> new Text(file.name(), file.text())).toList();
  }

  /**
   * Looks at the selected files as a start does.
   *
   * @param more files to look at too
   * @throws dev.caravan.runtime.lint.LintException with everything that is wrong in the files
   * @throws CaravanException with what is wrong between flows
   */
  public void check(List<LintFile> more, CaravanConfig config) {
    Problems problems = new Problems();
    RouteFiles.Found found = RouteFiles.read(this, problems);
    problems.throwIfAny();
    List<LintFile> beside = Stream.concat(more.stream(), StreamsFiles.read(this).files().stream()).toList();
    FileCheck.check(Stream.concat(found.shared().stream(), found.own().stream()).toList(), beside, config);
  }
}
