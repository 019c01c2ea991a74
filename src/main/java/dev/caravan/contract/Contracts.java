package dev.caravan.contract;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.FolderFiles;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The contracts of an installation, by name: {@code <system>/<entity>} is the file
 * {@code <system>/<entity>.odcs.yaml} of the first folder that has it, else of the class path below
 * {@code caravan/contracts/}. In a contract with several schema objects,
 * {@code <system>/<entity>#<object>} names one. Each file is read once. Thread-safe.
 */
public final class Contracts {
  private static final String ON_CLASS_PATH = "caravan/contracts/";
  private static final String SUFFIX = ".odcs.yaml";

  private final List<Path> folders;
  private final ClassLoader classLoader;
  private final Map<String, Contract> read = new ConcurrentHashMap<>();

  /** @param folders looked in in this order; one that does not exist is empty */
  public Contracts(List<Path> folders) {
    this(folders, Contracts.class.getClassLoader());
  }

  Contracts(List<Path> folders, ClassLoader classLoader) {
    this.folders = List.copyOf(folders);
    this.classLoader = classLoader;
  }

  /**
   * The contract of that name; what stands behind a {@code #} is ignored.
   *
   * @throws CaravanException CONTRACT_NOT_FOUND, or what is wrong with the file
   */
  public Contract contract(String name) {
    return read.computeIfAbsent(file(name), this::find);
  }

  /**
   * The dataset of that name: the only schema object of a contract, or the one named behind {@code #}.
   *
   * @throws CaravanException CONTRACT_NOT_FOUND, or what is wrong with the file
   */
  public Contract.Dataset dataset(String name) {
    Contract contract = contract(name);
    int mark = name.indexOf('#');
    List<String> objects = contract.datasets().stream().map(Contract.Dataset::name).toList();
    if (mark >= 0) {
      String object = name.substring(mark + 1);
      return contract
          .dataset(object)
          .orElseThrow(
              () ->
                  new CaravanException(
                      Problem.of(
                              ErrorCode.CONTRACT_NOT_FOUND,
                              null,
                              "the contract '"
                                  + contract.reference()
                                  + "' has no schema object '"
                                  + object
                                  + "'")
                          .next(Nearest.hint(object, objects))));
    }
    if (objects.size() == 1) {
      return contract.datasets().get(0);
    }
    throw new CaravanException(
        Problem.of(
                ErrorCode.CONTRACT_NOT_FOUND,
                null,
                "the contract '" + name + "' does not say which schema object is meant")
            .required("one schema object", objects.isEmpty() ? "none" : String.join(", ", objects))
            .next(
                objects.isEmpty()
                    ? "Add a schema object to the contract."
                    : "Write " + name + "#" + objects.get(0) + ", for instance."));
  }

  /** Every name there is, sorted. */
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (Path folder : folders) {
      if (Files.isDirectory(folder)) {
        names.addAll(below(folder));
      }
    }
    names.addAll(packaged());
    return names;
  }

  private static String file(String name) {
    int mark = name.indexOf('#');
    return mark < 0 ? name : name.substring(0, mark);
  }

  /**
   * The text of a contract.
   *
   * @param file where it stands, for messages
   * @param path of the file, or null when it is packaged
   */
  public record Source(String file, Path path, String text) {}

  /**
   * The text of the contract of that name, as it is now; what stands behind a {@code #} is ignored.
   *
   * @throws CaravanException CONTRACT_NOT_FOUND
   */
  public Source source(String name) {
    return text(file(name)).orElseThrow(() -> notFound(file(name)));
  }

  private Contract find(String name) {
    Source source = source(name);
    return ContractReader.read(name, source.file(), source.text());
  }

  private Optional<Source> text(String name) {
    // A name is no path: it cannot lead out of the contract folders.
    if (!name.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")) {
      return Optional.empty();
    }
    for (Path folder : folders) {
      Path file = folder.resolve(name + SUFFIX);
      if (Files.isRegularFile(file)) {
        return Optional.of(new Source(file.toString(), file, ContractReader.content(file)));
      }
    }
    try (InputStream stream = classLoader.getResourceAsStream(ON_CLASS_PATH + name + SUFFIX)) {
      return stream == null
          ? Optional.empty()
          : Optional.of(new Source("classpath:" + ON_CLASS_PATH + name + SUFFIX, null, new String(stream.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
  }

  private CaravanException notFound(String name) {
    List<String> places = new ArrayList<>(folders.stream().map(Path::toString).toList());
    places.add("classpath:" + ON_CLASS_PATH);
    Set<String> names = names();
    String hint =
        names.isEmpty()
            ? "Add " + name + SUFFIX + " to one of the folders."
            : Nearest.hint(name, names);
    return new CaravanException(
        Problem.of(
                ErrorCode.CONTRACT_NOT_FOUND,
                null,
                "there is no contract '" + name + "'; looked in " + String.join(", ", places))
            .next(hint));
  }

  private Set<String> packaged() {
    Set<String> names = new TreeSet<>();
    try {
      for (URL url : java.util.Collections.list(classLoader.getResources(ON_CLASS_PATH))) {
        if (url.getProtocol().equals("file")) {
          names.addAll(below(Path.of(url.toURI())));
        } else if (url.getProtocol().equals("jar")) {
          try (FileSystem jar = FileSystems.newFileSystem(url.toURI(), Map.of())) {
            names.addAll(below(jar.getPath(ON_CLASS_PATH)));
          }
        }
      }
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    } catch (URISyntaxException exception) {
      throw new IllegalStateException(exception);
    }
    return names;
  }

  private static Set<String> below(Path folder) {
    try {
      Set<String> names = new TreeSet<>();
      FolderFiles.below(folder).stream()
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .filter(file -> file.endsWith(SUFFIX))
          .forEach(file -> names.add(file.substring(0, file.length() - SUFFIX.length())));
      return names;
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
  }
}
