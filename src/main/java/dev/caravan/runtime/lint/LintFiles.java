package dev.caravan.runtime.lint;

import dev.caravan.FolderFiles;
import dev.caravan.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the files that were named, those below folders, and those that stand beside a single file. */
final class LintFiles {
  private static final Set<String> SKIPPED = Set.of("target", "node_modules", "build");

  private final Findings findings;

  LintFiles(Findings findings) {
    this.findings = findings;
  }

  /** Each file once, in the order named; what is none of ours is skipped below folders, and reported where it was named. */
  List<LintFile> read(List<Path> paths) {
    Map<Path, LintFile> files = new LinkedHashMap<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        below(path).forEach(file -> read(file, files, false));
      } else {
        read(path, files, true);
      }
    }
    return List.copyOf(files.values());
  }

  /** What runs together with a file that was named alone: the files of its folder. */
  List<LintFile> beside(List<Path> paths, List<LintFile> looked) {
    Set<String> names = looked.stream().map(LintFile::name).collect(Collectors.toSet());
    Map<Path, LintFile> files = new LinkedHashMap<>();
    Set<Path> folders = new LinkedHashSet<>();
    for (Path path : paths) {
      if (!Files.isDirectory(path) && Files.isRegularFile(path)) {
        Path folder = path.toAbsolutePath().getParent();
        folders.add(folder);
        // What is shared by a folder of routes runs with each of them.
        Stream.of(folder.resolve("shared"), folder.resolveSibling("shared")).filter(Files::isDirectory).forEach(folders::add);
      }
    }
    Findings ignored = new Findings();
    for (Path folder : folders) {
      try (Stream<Path> list = Files.list(folder)) {
        list.filter(Files::isRegularFile).filter(LintFiles::mayBeOurs).sorted().forEach(file -> new LintFiles(ignored).read(file, files, false));
      } catch (IOException e) {
        findings.add(LintRule.FILE_UNKNOWN, Place.of(folder.toString()), "this folder cannot be read: " + e.getMessage(), null, null, null);
      }
    }
    Set<Path> named = looked.stream().map(file -> Path.of(file.name()).toAbsolutePath().normalize()).collect(Collectors.toSet());
    return files.values().stream().filter(file -> !names.contains(file.name()) && !named.contains(Path.of(file.name()).normalize())).toList();
  }

  private List<Path> below(Path folder) {
    try {
      return FolderFiles.below(folder).stream().filter(LintFiles::mayBeOurs).filter(file -> !skipped(folder.relativize(file))).toList();
    } catch (IOException e) {
      findings.add(LintRule.FILE_UNKNOWN, Place.of(folder.toString()), "this folder cannot be read: " + e.getMessage(), null, null, null);
      return List.of();
    }
  }

  private static boolean mayBeOurs(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".properties") || name.endsWith(".java");
  }

  private static boolean skipped(Path file) {
    List<String> names = new ArrayList<>();
    file.forEach(name -> names.add(name.toString()));
    return names.stream().anyMatch(name -> SKIPPED.contains(name) || name.startsWith("."));
  }

  private void read(Path path, Map<Path, LintFile> files, boolean named) {
    try {
      if (!Files.isRegularFile(path)) {
        findings.add(LintRule.FILE_UNKNOWN, Place.of(path.toString()), "there is no such file or folder", "a file or folder", "none", "Check the path.");
        return;
      }
      LintFile file = new LintFile(path.toString(), Files.readString(path));
      boolean ours = file.kind().filter(kind -> kind != LintFile.Kind.JAVA || file.javaRoutes()).isPresent();
      if (named || ours) {
        files.putIfAbsent(path.toAbsolutePath().normalize(), file);
      }
    } catch (IOException e) {
      findings.add(LintRule.FILE_UNKNOWN, Place.of(path.toString()), "this file cannot be read as UTF-8 text: " + e.getMessage(), null, null, null);
    }
  }
}
