package dev.caravan.security;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One file a secret, as Kubernetes and Docker mount them. One line end at the end is not part of the value. Immutable. */
public final class SecretFolder implements SecretStore {
  public static final String STORE = "files";

  private static final long BYTES_MAX = 1 << 20;
  private static final int DEEPEST_NAME = 4;
  private static final int MOST_NAMES = 1000;

  private final Path folder;

  /** @param folder need not exist */
  public SecretFolder(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  @Override
  public String name() {
    return STORE;
  }

  @Override
  public Secret read(String path) {
    Path file = file(path);
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw new CaravanException(
            Problem.of(ErrorCode.SECRET_DENIED, null, "The file " + file + " is too large to be a secret").required("at most 1 MB", Files.size(file) + " bytes")
                .next("Put nothing but the secret into the file, or name another one."));
      }
      String text = Files.readString(file, StandardCharsets.UTF_8);
      return new Secret(text.endsWith("\r\n") ? text.substring(0, text.length() - 2) : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
    } catch (NoSuchFileException e) {
      throw new CaravanException(
          Problem.of(ErrorCode.SECRET_MISSING, null, "There is no file for the secret '" + path + "'").required("a file " + file, "none")
              .next("Mount it, or name its folder: caravan.secrets.folder." + near(path)));
    } catch (AccessDeniedException e) {
      throw new CaravanException(
          Problem.of(ErrorCode.SECRET_DENIED, null, "The file of the secret '" + path + "' may not be read: " + file)
              .next("Give it to the user that Caravan runs as: " + System.getProperty("user.name")));
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SECRET_STORE, "The file of the secret '" + path + "' cannot be read: " + file + " (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  private String near(String path) {
    // As deep as names go; a mounted folder may hold anything.
    try (Stream<Path> files = Files.find(folder, DEEPEST_NAME, (file, attributes) -> !attributes.isDirectory())) {
      List<String> alike = files.limit(MOST_NAMES).map(folder::relativize).filter(file -> alike(Path.of(path), file)).map(Path::toString).toList();
      return Nearest.to(path, alike).map(name -> " Did you mean '" + name + "'?").orElse("");
    } catch (IOException | UncheckedIOException e) {
      return "";
    }
  }

  // Part by part: the other secrets of the same system are no slips.
  private static boolean alike(Path wanted, Path there) {
    return wanted.getNameCount() == there.getNameCount()
        && IntStream.range(0, wanted.getNameCount()).allMatch(part -> Nearest.to(wanted.getName(part).toString(), List.of(there.getName(part).toString())).isPresent());
  }

  // A name never leads out of the folder; links inside it may, which is how Kubernetes swaps versions.
  private Path file(String path) {
    try {
      Path file = folder.resolve(path).normalize();
      if (file.startsWith(folder) && !file.equals(folder)) {
        return file;
      }
    } catch (InvalidPathException e) {
      // told below
    }
    throw new CaravanException(
        Problem.of(ErrorCode.SECRET_NAME, null, "The name of a secret leads out of its folder").required("a file below " + folder, "'" + path + "'"));
  }
}
