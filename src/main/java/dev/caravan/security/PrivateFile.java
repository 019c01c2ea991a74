package dev.caravan.security;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/** Files of which nobody but their owner may see a byte, not even while they are written. */
public final class PrivateFile {
  private static final FileAttribute<?>[] NONE = {};

  private PrivateFile() {}

  /** Puts the content in place of what there is, whole or not at all; durable when it returns. */
  public static void write(Path file, byte[] content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    makeFolder(folder);
    Path hidden = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID());
    try (FileChannel out = FileChannel.open(hidden, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), permissions(folder, "rw-------"))) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        out.write(rest);
      }
      out.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(hidden);
      throw e;
    }
    Files.move(hidden, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  /** What is done to a file in turn. */
  interface Work {
    void run() throws IOException;
  }

  /** Does something that nobody else does to this file meanwhile, in this process or another. */
  static void inTurn(Path file, Work work) throws IOException {
    // One process can hold a lock of the file system only once; its threads wait here.
    synchronized (PrivateFile.class) {
      makeFolder(file.getParent());
      Path lock = file.resolveSibling(file.getFileName() + ".lock");
      try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock held = channel.lock()) {
        work.run();
      }
    }
  }

  static void makeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Path parent = folder;
      while (!Files.exists(parent)) {
        parent = parent.getParent();
      }
      Files.createDirectories(folder, permissions(parent, "rwx------"));
    }
  }

  /** Whether the file system knows permissions at all. */
  static boolean hasPermissions(Path file) throws IOException {
    return Files.getFileStore(file).supportsFileAttributeView("posix");
  }

  private static FileAttribute<?>[] permissions(Path existing, String permissions) throws IOException {
    return hasPermissions(existing)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
        : NONE;
  }
}
