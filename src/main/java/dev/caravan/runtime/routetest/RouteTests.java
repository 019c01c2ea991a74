package dev.caravan.runtime.routetest;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.runtime.CaravanConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The tests that lie beside routes and Kamelets: finds, checks and runs them. Thread-safe. */
public final class RouteTests {
  private static final Set<String> SKIPPED = Set.of("target", "node_modules", "build");

  private final CaravanConfig config;

  /** @param config whose Kamelets, contracts, engine and properties the routes use; its data folder and ledger stay untouched */
  public RouteTests(CaravanConfig config) {
    this.config = config;
  }

  /**
   * The test files that are meant: those named, those beside the routes and Kamelets named, those below folders.
   *
   * @throws CaravanException FILE_NOT_FOUND with every path that has none
   */
  public static List<Path> find(List<Path> paths) {
    Problems problems = new Problems();
    Set<Path> found = new LinkedHashSet<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        List<Path> below = below(path);
        found.addAll(below);
        if (below.isEmpty()) {
          problems.add(Problem.of(ErrorCode.FILE_NOT_FOUND, null, "There is no test below " + path).required("files named *" + RouteTestFile.ENDING, "none"));
        }
      } else if (!Files.isRegularFile(path)) {
        problems.add(Problem.of(ErrorCode.FILE_NOT_FOUND, null, "There is no file or folder " + path));
      } else if (path.toString().endsWith(RouteTestFile.ENDING)) {
        found.add(path);
      } else if (Files.isRegularFile(RouteTestFile.beside(path))) {
        found.add(RouteTestFile.beside(path));
      } else {
        problems.add(Problem.of(ErrorCode.FILE_NOT_FOUND, null, "There is no test beside " + path).required("a file " + RouteTestFile.beside(path).getFileName(), "none"));
      }
    }
    problems.throwIfAny();
    return List.copyOf(found);
  }

  private static List<Path> below(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(RouteTestFile.ENDING))
          .filter(file -> Stream.iterate(folder.relativize(file), part -> part != null, Path::getParent).noneMatch(part -> SKIPPED.contains(part.getFileName().toString())))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.FILE_NOT_FOUND, "The folder " + folder + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Everything that is wrong with a test file itself; runs nothing. */
  public static List<Problem> check(Path file, String text) {
    try {
      RouteTestReader.read(file, text);
      return List.of();
    } catch (CaravanException e) {
      return e.problems();
    }
  }

  /**
   * Runs test files. When any of them is not valid, none is run.
   *
   * @param told is handed each result as soon as there is one
   * @throws CaravanException with everything that is wrong with the files
   */
  public List<RouteTestResult> run(List<Path> files, Consumer<RouteTestResult> told) {
    Problems problems = new Problems();
    List<RouteTestFile> tests = new ArrayList<>();
    for (Path file : files) {
      try {
        tests.add(RouteTestReader.read(file));
      } catch (CaravanException e) {
        problems.addAll(e.problems());
      }
    }
    problems.throwIfAny();
    try (TrialFolder trial = new TrialFolder(config.engine())) {
      List<RouteTestResult> results = new ArrayList<>();
      for (RouteTestFile test : tests) {
        Path folder = trial.path().resolve("test-" + results.size());
        RouteTestResult result = run(test, trial, folder);
        results.add(result);
        told.accept(result);
      }
      return results;
    }
  }

  private RouteTestResult run(RouteTestFile test, TrialFolder trial, Path folder) {
    if (test.ofStreams()) {
      return StreamsTestRun.result(config, test, folder);
    }
    return test.end() == null ? new RouteTestRun(config, test, trial.engine(), folder).run() : new EndRun(config, test, trial.engine(), folder).run();
  }
}
