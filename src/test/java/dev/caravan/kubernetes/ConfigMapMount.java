package dev.caravan.kubernetes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A folder as the kubelet mounts a ConfigMap: files lie in a folder of their version, {@code ..data} is a link to it,
 * and links of the first level lead through that. A later version takes its place by one rename.
 */
public final class ConfigMapMount {
  private static final String DATA = "..data";

  private final Path folder;
  private int version;

  public ConfigMapMount(Path folder) {
    this.folder = folder;
  }

  /** @param files path below the mount to content */
  public ConfigMapMount put(Map<String, String> files) throws IOException {
    version++;
    Path versioned = folder.resolve("..2026_11_22_00_00_0" + version);
    Set<String> first = new TreeSet<>();
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = versioned.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
      first.add(file.getKey().replaceFirst("/.*", ""));
    }
    Path next = Files.createSymbolicLink(folder.resolve("..data_tmp"), versioned.getFileName());
    Files.move(next, folder.resolve(DATA), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    for (String name : first) {
      if (!Files.exists(folder.resolve(name))) {
        Files.createSymbolicLink(folder.resolve(name), Path.of(DATA, name));
      }
    }
    return this;
  }
}
