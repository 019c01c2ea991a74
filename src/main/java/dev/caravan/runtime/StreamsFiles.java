package dev.caravan.runtime;

import dev.caravan.ErrorCode;
import dev.caravan.FolderFiles;
import dev.caravan.Place;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.runtime.lint.LintFile;
import dev.caravan.streams.StreamsFile;
import dev.caravan.streams.StreamsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of streams of a {@link RouteSelection}, as text. Immutable.
 *
 * @param files by the order in which they were named or found
 */
record StreamsFiles(List<LintFile> files) {

  /** @throws dev.caravan.CaravanException with each that cannot be read */
  static StreamsFiles read(RouteSelection selection) {
    Problems problems = new Problems();
    List<LintFile> files = new ArrayList<>();
    for (Path file : named(selection)) {
      try {
        files.add(new LintFile(file.toString(), Files.readString(file)));
      } catch (IOException e) {
        problems.add(Problem.of(ErrorCode.FILE_NOT_FOUND, Place.of(file.toString()), "The file of streams cannot be read: " + e.getMessage()));
      }
    }
    problems.throwIfAny();
    return new StreamsFiles(List.copyOf(files));
  }

  private static List<Path> named(RouteSelection selection) {
    List<Path> named = new ArrayList<>();
    if (selection.folder() != null && Files.isDirectory(selection.folder())) {
      try {
        named.addAll(FolderFiles.below(selection.folder()));
      } catch (IOException e) {
        // Those who read the routes of the folder tell it.
        return List.of();
      }
    }
    named.addAll(selection.files());
    return named.stream().filter(file -> StreamsFile.isNamed(file.toString())).toList();
  }

  /**
   * What they say.
   *
   * @throws dev.caravan.CaravanException with everything that is wrong in them
   */
  List<StreamsFile> streams(CaravanConfig config) {
    Map<String, StreamsFile> streams = new LinkedHashMap<>();
    Problems problems = new Problems();
    for (LintFile file : files) {
      StreamsFile read = StreamsReader.read(file.name(), file.text(), config.camel());
      StreamsFile before = streams.putIfAbsent(read.name(), read);
      if (before != null) {
        problems.add(
            Problem.of(ErrorCode.STREAMS_INVALID, Place.of(file.name()), "the name '" + read.name() + "' is that of " + before.file() + ", too: they would share their state")
                .next("Give each file a name of its own."));
      }
    }
    problems.throwIfAny();
    return List.copyOf(streams.values());
  }
}
