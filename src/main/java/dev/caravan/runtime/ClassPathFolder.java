package dev.caravan.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The files below a folder of the class path, be it in a folder or in a jar. */
final class ClassPathFolder {
  private ClassPathFolder() {}

  /** Content of each file by its path below the folder; of two with one path, the first on the class path. */
  static SortedMap<String, byte[]> read(String folder) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    try {
      for (URL root : Collections.list(ClassPathFolder.class.getClassLoader().getResources(folder))) {
        URI address = root.toURI();
        if (address.getScheme().equals("jar")) {
          try (FileSystem jar = FileSystems.newFileSystem(address, java.util.Map.of())) {
            add(jar.getPath("/" + folder), files);
          }
        } else {
          add(Path.of(address), files);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException("a class loader gives well-formed addresses", e);
    }
    return files;
  }

  private static void add(Path root, SortedMap<String, byte[]> files) throws IOException {
    List<Path> found;
    try (Stream<Path> walk = Files.walk(root)) {
      found = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : found) {
      files.putIfAbsent(root.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
    }
  }
}
