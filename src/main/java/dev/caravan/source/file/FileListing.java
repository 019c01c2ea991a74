package dev.caravan.source.file;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** Finds the files that a path parameter means: a folder, one file, or a glob. Immutable. */
final class FileListing {
  private static final List<String> UNFINISHED = List.of(".tmp", ".part", ".inprogress");

  private final Path root;
  private final PathMatcher matcher;
  private final int depth;

  FileListing(String path, boolean recursive) {
    int glob = firstGlobSign(path);
    if (glob < 0) {
      root = Path.of(path);
      matcher = file -> true;
      depth = recursive ? Integer.MAX_VALUE : 1;
    } else {
      int cut = path.lastIndexOf('/', glob);
      root = Path.of(cut < 0 ? "" : cut == 0 ? "/" : path.substring(0, cut));
      String pattern = path.substring(cut + 1);
      matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
      depth = pattern.contains("**") || recursive ? Integer.MAX_VALUE : (int) pattern.chars().filter(sign -> sign == '/').count() + 1;
    }
  }

  private static int firstGlobSign(String path) {
    for (int i = 0; i < path.length(); i++) {
      if ("*?[{".indexOf(path.charAt(i)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** The folder or file the search begins at. */
  Path root() {
    return root;
  }

  /**
   * The files there are, by name; empty when there is no such folder or file.
   *
   * @throws CaravanException SOURCE_UNREADABLE
   */
  Optional<List<FoundFile>> list() {
    if (!Files.exists(root)) {
      return Optional.empty();
    }
    List<FoundFile> found = new ArrayList<>();
    try {
      Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), depth, new Visitor(found));
    } catch (IOException e) {
      throw new CaravanException(
          Problem.of(ErrorCode.SOURCE_UNREADABLE, null, "The folder " + root + " cannot be listed: " + e), e);
    }
    found.sort(Comparator.comparing(FoundFile::name));
    return Optional.of(found);
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    private final List<FoundFile> found;

    Visitor(List<FoundFile> found) {
      this.found = found;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      return !folder.equals(root) && hidden(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && !beingWritten(file) && (file.equals(root) || matcher.matches(root.relativize(file)))) {
        found.add(new FoundFile(file, file.toString(), attributes.size(), attributes.lastModifiedTime().toInstant()));
      }
      return FileVisitResult.CONTINUE;
    }

    // A file may be taken away or renamed while its folder is walked.
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (Files.notExists(file)) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }
  }

  private static boolean hidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }

  private static boolean beingWritten(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(".") || UNFINISHED.stream().anyMatch(name::endsWith);
  }
}
