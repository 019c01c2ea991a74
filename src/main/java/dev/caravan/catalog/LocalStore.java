package dev.caravan.catalog;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A folder as object store. A file under its final name is always whole: it is written under a name
 * that starts with a dot, forced to disk, and only then gets its name.
 */
public final class LocalStore implements ObjectStore {
  private final Path root;

  /** @param root need not exist yet */
  public LocalStore(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  @Override
  public String name() {
    return root.toString();
  }

  @Override
  public void each(String prefix, Consumer<String> key) {
    Path folder = file(prefix);
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.filter(file -> !file.getFileName().toString().startsWith(".") && Files.isRegularFile(file)).map(this::key).forEach(key);
    } catch (IOException | java.io.UncheckedIOException e) {
      throw failure("cannot list " + folder, e);
    }
  }

  @Override
  public Optional<byte[]> read(String key) {
    try {
      return Optional.of(Files.readAllBytes(file(key)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw failure("cannot read " + file(key), e);
    }
  }

  @Override
  public boolean putIfAbsent(String key, byte[] content) {
    Path file = file(key);
    Path hidden = hidden(file);
    try {
      makeFolder(file.getParent());
      try (FileChannel out = FileChannel.open(hidden, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
          out.write(rest);
        }
        out.force(true);
      }
      try {
        // A second name for a whole file: fails when the name is taken, unlike a move.
        Files.createLink(file, hidden);
        return true;
      } catch (FileAlreadyExistsException e) {
        return false;
      } finally {
        Files.delete(hidden);
        force(file.getParent());
      }
    } catch (IOException e) {
      throw failure("cannot write " + file, e);
    }
  }

  /**
   * Takes a finished file into the store, in place of what the key names; the file is gone from where
   * it was. Its name is durable only after {@link #forceFolders}.
   */
  public void moveIn(Path staged, String key) {
    Path file = file(key);
    try {
      makeFolder(file.getParent());
      force(staged);
      try {
        Files.move(staged, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        // Another file system: copied under a hidden name, so that no reader sees half of it.
        Path hidden = hidden(file);
        Files.copy(staged, hidden);
        force(hidden);
        Files.move(hidden, file, StandardCopyOption.ATOMIC_MOVE);
        Files.delete(staged);
      }
    } catch (IOException e) {
      throw failure("cannot move " + staged + " to " + file, e);
    }
  }

  /** Makes the names of these objects durable. */
  public void forceFolders(List<String> keys) {
    for (Path folder : keys.stream().map(key -> file(key).getParent()).distinct().toList()) {
      try {
        force(folder);
      } catch (IOException e) {
        throw failure("cannot force " + folder + " to disk", e);
      }
    }
  }

  @Override
  public void delete(String key) {
    try {
      Files.deleteIfExists(file(key));
    } catch (IOException e) {
      throw failure("cannot delete " + file(key), e);
    }
  }

  @Override
  public Path local(String key, Path cache) {
    return file(key);
  }

  private Path file(String key) {
    Path file = root.resolve(key).normalize();
    if (!file.startsWith(root)) {
      throw new IllegalArgumentException("the key leads out of the store: " + key);
    }
    return file;
  }

  private String key(Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }

  private static Path hidden(Path file) {
    return file.resolveSibling("." + ProcessOwner.mark());
  }

  // A new folder is durable when the folder that names it is.
  private static void makeFolder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = folder.getParent();
    makeFolder(parent);
    Files.createDirectories(folder);
    force(parent);
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static CaravanException failure(String fact, Exception cause) {
    return new CaravanException(ErrorCode.SINK_TARGET, fact + ": " + cause.getMessage(), cause);
  }
}
