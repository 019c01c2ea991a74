package dev.caravan.sink;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A sink's folder for one batch while it lands. Survives a killed process, so that the next attempt
 * knows which names the last one may have used in the target.
 */
public record StagingFolder(Path folder) {

  /** Where the engine writes; it clears this folder at each attempt. */
  public Path files() {
    return folder.resolve("files");
  }

  /** Names that an earlier attempt may have written to the target. */
  public List<String> names() {
    try {
      return Files.readAllLines(folder.resolve("names"));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw failure("cannot read", e);
    }
  }

  /** Notes, durably, the names that are about to be written to the target. */
  public void note(List<String> names) {
    Path file = folder.resolve("names");
    Path hidden = folder.resolve(".names");
    try {
      Files.createDirectories(folder);
      Files.write(hidden, names);
      force(hidden);
      Files.move(hidden, file, StandardCopyOption.ATOMIC_MOVE);
      force(folder);
    } catch (IOException e) {
      throw failure("cannot write", e);
    }
  }

  /** Writes a file that is not one of the engine's. */
  public Path write(String name, byte[] content) {
    try {
      Files.createDirectories(folder);
      return Files.write(folder.resolve(name), content);
    } catch (IOException e) {
      throw failure("cannot write", e);
    }
  }

  /** Removes the folder, and the batch's when no other sink uses it. */
  public void remove() {
    try {
      if (Files.exists(folder)) {
        List<Path> paths;
        try (Stream<Path> tree = Files.walk(folder)) {
          paths = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
          Files.deleteIfExists(path);
        }
      }
      Files.deleteIfExists(folder.getParent());
    } catch (DirectoryNotEmptyException e) {
      // Another sink of the same batch is still at work there.
      return;
    } catch (IOException e) {
      throw failure("cannot remove", e);
    }
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private CaravanException failure(String fact, IOException cause) {
    return new CaravanException(ErrorCode.SINK_STAGE, fact + " in " + folder + ": " + cause.getMessage(), cause);
  }
}
