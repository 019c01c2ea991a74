package dev.caravan.runtime.routetest;

import dev.caravan.streams.StreamsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A test file, read and checked.
 *
 * @param file as the user named it
 * @param subject the route file, Kamelet file or file of streams that is tested
 * @param end what a Kamelet is when it is a source or a sink; null for an action and for a route
 * @param with further route files
 * @param stubs beginning of a URI to the role it is stubbed in
 */
record RouteTestFile(Path file, Path subject, Role end, List<Path> with, Map<String, Role> stubs, List<RouteTestCase> cases) {
  static final String ENDING = ".test.yaml";
  private static final String KAMELET = ".kamelet.yaml";
  private static final List<String> SUBJECTS = List.of(".camel.yaml", KAMELET, ".streams.yaml", ".yaml", ".java");

  /** Which end of a flow an endpoint is. */
  enum Role {
    SOURCE,
    SINK
  }

  boolean ofStreams() {
    return StreamsFile.isNamed(subject.toString());
  }

  boolean ofKamelet() {
    return subject.toString().endsWith(KAMELET);
  }

  /** The name of the tested Kamelet. */
  String kamelet() {
    String name = subject.getFileName().toString();
    return name.substring(0, name.length() - KAMELET.length());
  }

  /** Names of all datasets that any case gives records of. */
  List<String> references() {
    return cases.stream().flatMap(one -> one.references().keySet().stream()).distinct().toList();
  }

  /** The files a test may be about by its name; the first that exists is meant. */
  static List<Path> subjects(Path test) {
    String name = test.getFileName().toString();
    String stem = name.substring(0, name.length() - ENDING.length());
    return SUBJECTS.stream().map(ending -> test.resolveSibling(stem + ending)).toList();
  }

  /** The test beside a route or Kamelet file. */
  static Path beside(Path subject) {
    String name = subject.getFileName().toString();
    String ending = Stream.of(".camel.yaml", KAMELET, ".camel.yml", ".streams.yaml", ".streams.yml", ".yaml", ".yml", ".java").filter(name::endsWith).findFirst().orElse("");
    return subject.resolveSibling(name.substring(0, name.length() - ending.length()) + ENDING);
  }
}
