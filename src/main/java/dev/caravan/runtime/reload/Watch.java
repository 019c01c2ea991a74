package dev.caravan.runtime.reload;

import dev.caravan.FolderFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Looks at the files that a run is made of. It looks, and is not told: that works on every file system, also
 * those that come over a network or from Kubernetes. A file is read again only when its time or size has
 * changed. One thread at a time.
 */
public final class Watch {
  private static final Pattern QUERY_FILE = Pattern.compile("queryFile\\s*:\\s*[\"']?([^\"'\\s{},]+)");
  // Within this time a file may be written twice and bear the same time.
  private static final Duration YOUNG = Duration.ofSeconds(2);

  private final Places places;
  private final Clock clock;
  private final Map<Path, Seen> seen = new HashMap<>();

  /**
   * Where to look.
   *
   * @param routes folder of route files, or null
   * @param files single route files
   * @param isRoute by the name of a file
   */
  public record Places(Path routes, List<Path> files, Predicate<String> isRoute, Path kamelets, Path contracts, List<Path> properties) {
    public Places {
      files = List.copyOf(files);
      properties = List.copyOf(properties);
    }
  }

  private record Stamp(FileTime modified, long size, Object key) {}

  private record Seen(Stamp stamp, boolean young, WatchedFile file) {}

  public Watch(Places places, Clock clock) {
    this.places = places;
    this.clock = clock;
  }

  public Watched look() {
    Map<Path, WatchedFile> found = new TreeMap<>();
    if (places.routes() != null) {
      below(places.routes(), Integer.MAX_VALUE, places.isRoute(), WatchedFile.Kind.ROUTE, found);
    }
    places.files().forEach(file -> add(file, WatchedFile.Kind.ROUTE, found));
    below(places.kamelets(), 1, name -> name.endsWith(".kamelet.yaml"), WatchedFile.Kind.KAMELET, found);
    below(places.contracts(), Integer.MAX_VALUE, name -> name.endsWith(".odcs.yaml"), WatchedFile.Kind.CONTRACT, found);
    places.properties().forEach(file -> add(file, WatchedFile.Kind.PROPERTIES, found));
    List.copyOf(found.values()).stream().filter(file -> file.kind() == WatchedFile.Kind.ROUTE).forEach(file -> queries(file, found));
    seen.keySet().retainAll(found.keySet());
    return new Watched(found);
  }

  private void queries(WatchedFile route, Map<Path, WatchedFile> found) {
    QUERY_FILE.matcher(route.text()).results().forEach(
        match -> {
          try {
            add(Path.of(match.group(1)), WatchedFile.Kind.QUERY, found);
          } catch (InvalidPathException e) {
            // Lint says so, when the route is looked at.
          }
        });
  }

  private void below(Path folder, int depth, Predicate<String> ours, WatchedFile.Kind kind, Map<Path, WatchedFile> found) {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try {
      FolderFiles.below(folder, depth).stream().filter(file -> ours.test(file.getFileName().toString())).forEach(file -> add(file, kind, found));
    } catch (IOException e) {
      // A folder that goes while it is looked at is seen as gone at the next look.
    }
  }

  private void add(Path file, WatchedFile.Kind kind, Map<Path, WatchedFile> found) {
    Path path = file.toAbsolutePath().normalize();
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        return;
      }
      Stamp stamp = new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
      Seen before = seen.get(path);
      if (before == null || before.young() || !before.stamp().equals(stamp)) {
        boolean young = attributes.lastModifiedTime().toInstant().isAfter(clock.instant().minus(YOUNG));
        before = new Seen(stamp, young, read(kind, path, name(file)));
        seen.put(path, before);
      }
      found.put(path, before.file());
    } catch (IOException e) {
      // It is not there: that is what is to be seen.
    }
  }

  private static String name(Path file) {
    Path here = Path.of("").toAbsolutePath();
    return file.isAbsolute() && file.startsWith(here) ? here.relativize(file).toString() : file.toString();
  }

  private static WatchedFile read(WatchedFile.Kind kind, Path path, String name) {
    try {
      byte[] bytes = Files.readAllBytes(path);
      return new WatchedFile(kind, path, name, digest(bytes), new String(bytes, StandardCharsets.UTF_8), owner(path));
    } catch (IOException e) {
      return new WatchedFile(kind, path, name, "unreadable: " + e, "", null);
    }
  }

  private static String owner(Path path) {
    try {
      return Files.getOwner(path).getName();
    } catch (IOException | UnsupportedOperationException e) {
      return null;
    }
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
