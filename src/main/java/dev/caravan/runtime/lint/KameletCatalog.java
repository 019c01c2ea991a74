package dev.caravan.runtime.lint;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The Kamelets a name may mean: of the files looked at, of the Kamelet folders, packaged, stock. Not thread-safe. */
final class KameletCatalog {
  private static final String ENDING = ".kamelet.yaml";
  private static final List<String> PACKAGED = List.of("caravan/kamelets", "kamelets");

  private final List<Path> folders;
  private final Map<String, Optional<KameletSpec>> known = new HashMap<>();
  private Set<String> names;

  KameletCatalog(List<Path> folders) {
    this.folders = folders;
  }

  /** A Kamelet of a file that is looked at; it comes before all others. */
  void add(KameletSpec spec) {
    known.put(spec.name(), Optional.of(spec));
  }

  Optional<KameletSpec> find(String name) {
    return known.computeIfAbsent(name, this::load);
  }

  private Optional<KameletSpec> load(String name) {
    if (!name.matches("[\\w.-]+")) {
      return Optional.empty();
    }
    try {
      for (Path folder : folders) {
        Path file = folder.resolve(name + ENDING);
        if (Files.isRegularFile(file)) {
          return parse(name, Files.readString(file));
        }
      }
      for (String folder : PACKAGED) {
        try (InputStream in = KameletCatalog.class.getClassLoader().getResourceAsStream(folder + "/" + name + ENDING)) {
          if (in != null) {
            return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.empty();
  }

  // What is wrong in the file itself is told when that file is looked at.
  private static Optional<KameletSpec> parse(String name, String text) {
    return YamlReader.read(name + ENDING, text, new Findings()).map(root -> KameletSpec.read(name, root));
  }

  /** Every name there is. */
  Set<String> names() {
    if (names == null) {
      Set<String> all = new TreeSet<>();
      known.forEach((name, spec) -> spec.ifPresent(found -> all.add(name)));
      try {
        for (Path folder : folders) {
          addFolder(folder, all);
        }
        for (String folder : PACKAGED) {
          for (URL root : Collections.list(KameletCatalog.class.getClassLoader().getResources(folder))) {
            addAll(root, all);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (URISyntaxException e) {
        throw new IllegalStateException("a class loader gives well-formed addresses", e);
      }
      names = all;
    }
    return names;
  }

  /** Whether Caravan or the integrator brings it, not the stock catalogue. */
  boolean isOwn(String name) {
    return folders.stream().anyMatch(folder -> Files.isRegularFile(folder.resolve(name + ENDING)))
        || KameletCatalog.class.getClassLoader().getResource(PACKAGED.get(0) + "/" + name + ENDING) != null;
  }

  private static void addAll(URL root, Set<String> all) throws IOException, URISyntaxException {
    if (root.openConnection() instanceof JarURLConnection jar) {
      String folder = jar.getEntryName();
      jar.getJarFile().stream().map(java.util.zip.ZipEntry::getName)
          .filter(entry -> entry.startsWith(folder) && entry.endsWith(ENDING))
          .forEach(entry -> all.add(plain(entry.substring(entry.lastIndexOf('/') + 1))));
    } else {
      addFolder(Path.of(root.toURI()), all);
    }
  }

  private static void addFolder(Path folder, Set<String> all) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(ENDING)).forEach(name -> all.add(plain(name)));
      }
    }
  }

  private static String plain(String fileName) {
    return fileName.substring(0, fileName.length() - ENDING.length());
  }
}
