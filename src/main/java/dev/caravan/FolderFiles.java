package dev.caravan;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The files below a folder, as whoever fills it means them. Links are followed, so that a folder which Kubernetes
 * mounts from a ConfigMap reads like any other; such a mount keeps its files a second time, behind names that begin
 * with two dots, and those are left out.
 */
public final class FolderFiles {
  private static final String KEPT_BEHIND = "..";

  private FolderFiles() {}

  /** All of them, at any depth, sorted. A link that leads back to where it lies is left out, and one that leads nowhere. */
  public static List<Path> below(Path folder) throws IOException {
    return below(folder, Integer.MAX_VALUE);
  }

  /** @param depth 1 for the folder itself alone */
  public static List<Path> below(Path folder, int depth) throws IOException {
    Set<Path> files = new TreeSet<>();
    Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path below, BasicFileAttributes attributes) {
        boolean keptBehind = !below.equals(folder) && below.getFileName().toString().startsWith(KEPT_BEHIND);
        return keptBehind ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isRegularFile()) {
          files.add(file);
        }
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        if (failure instanceof FileSystemLoopException) {
          return FileVisitResult.CONTINUE;
        }
        throw failure;
      }
    });
    return List.copyOf(files);
  }
}
