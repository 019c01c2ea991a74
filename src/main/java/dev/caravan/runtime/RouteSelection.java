package dev.caravan.runtime;

import java.nio.file.Path;
import java.util.List;

/**
 * Which route files to run. The shared ones ({@code routes/shared}) always come along.
 *
 * @param folder all route files below it, or null
 * @param files single files; with neither, the packaged routes run
 */
public record RouteSelection(Path folder, List<Path> files) {
  public static final RouteSelection PACKAGED = new RouteSelection(null, List.of());

  public RouteSelection {
    files = List.copyOf(files);
  }

  public boolean packaged() {
    return folder == null && files.isEmpty();
  }
}
