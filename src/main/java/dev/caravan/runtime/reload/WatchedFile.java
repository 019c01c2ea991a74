package dev.caravan.runtime.reload;

import java.nio.file.Path;

/**
 * A file as it was seen at one look.
 *
 * @param path absolute
 * @param name as it is told to people
 * @param digest SHA-256 of its bytes in hex, or why it could not be read
 * @param text empty when it could not be read
 * @param owner of the file; null when the file system does not tell
 */
public record WatchedFile(Kind kind, Path path, String name, String digest, String text, String owner) {

  /** What a file is to a run. */
  public enum Kind {
    ROUTE,
    KAMELET,
    CONTRACT,
    /** one that a route's parameter {@code queryFile} names */
    QUERY,
    PROPERTIES;

    /** As people write it. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  boolean same(WatchedFile other) {
    return other != null && digest.equals(other.digest);
  }
}
