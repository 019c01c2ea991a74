package dev.caravan;

import dev.caravan.session.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An example of each error: a folder with the files that provoke it, {@code expected.txt} with what is typed and
 * seen, and perhaps {@code setup.sh}, which makes what cannot lie in a folder.
 */
final class ErrorExamples {
  private static final Path FOLDERS = Path.of("src/test/resources/errors");

  private ErrorExamples() {}

  static Path folder(ErrorCode code) {
    return FOLDERS.resolve(code.code());
  }

  static Path expected(ErrorCode code) {
    return folder(code).resolve("expected.txt");
  }

  static boolean exists(ErrorCode code) {
    return Files.exists(expected(code));
  }

  /** Names of the folders there are. */
  static List<String> codes() throws IOException {
    try (Stream<Path> folders = Files.list(FOLDERS)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    }
  }

  /** The files that a reader of the error has. */
  static List<Path> files(ErrorCode code) throws IOException {
    try (Stream<Path> files = Files.list(folder(code))) {
      return files.filter(file -> !file.endsWith("expected.txt") && !file.endsWith("setup.sh")).sorted().toList();
    }
  }

  static String setup(ErrorCode code) throws IOException {
    Path setup = folder(code).resolve("setup.sh");
    return Files.exists(setup) ? Files.readString(setup) : "";
  }

  static Session session(ErrorCode code) throws IOException {
    return Session.of(Files.readString(expected(code)));
  }

  /** As the page shows it. */
  static String text(ErrorCode code) {
    try {
      return Files.readString(expected(code)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Session session) {
    return session.steps().stream()
        .map(step -> "$ " + step.command().replace("\n", "\n> ") + "\n" + step.output())
        .collect(Collectors.joining());
  }
}
