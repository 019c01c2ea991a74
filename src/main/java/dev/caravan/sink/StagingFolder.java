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
import java.security.SecureRandom;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A sink's folder for one batch while it lands. Survives a killed process, so that the next attempt
 * knows which names the last one may have used in the target.
 *
 * @param writer tells the files of one sink in one process from those of others: a process that was stopped for
 *     longer than its lease may still be at work when another has begun
 */
public record StagingFolder(Path folder, String writer) {
  private static final int WRITER_BYTES = 4;

  /** A name that no other sink of any process has. */
  public static String newWriter() {
    byte[] random = new byte[WRITER_BYTES];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** Where the engine writes; it clears this folder at each attempt. */
  public Path files() {
    return folder.resolve("files-" + writer);
  }

  /** Names that this attempt and earlier ones may have written to the target. */
  public List<String> names() {
    try {
      return Files.readAllLines(folder.resolve("names"));
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw failure("cannot read", e);
    }
  }

  /** Notes, durably, names that are about to be written to the target, beside those of earlier attempts. */
  public void note(Collection<String> added) {
    Set<String> names = new TreeSet<>(names());
    names.addAll(added);
    Path file = folder.resolve("names");
    Path hidden = folder.resolve(".names-" + writer);
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
      Files.createDirectories(files());
      return Files.write(files().resolve(name), content);
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
