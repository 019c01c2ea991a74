package dev.caravan.sink.lake;

import java.io.File;
import java.util.Map;

/**
 * An object that the route is to put into a bucket.
 *
 * @param key holds no {@code $}, so that no endpoint takes it for an expression (I7)
 * @param file its content
 * @param metadata of the object, ASCII
 */
public record Upload(String bucket, String key, File file, Map<String, String> metadata) {
  public Upload {
    metadata = Map.copyOf(metadata);
    if (key.contains("$")) {
      throw new IllegalArgumentException("the key could be read as an expression: " + key);
    }
  }

  /** Whether the file has more bytes than go into one request. */
  public boolean largerThan(long bytes) {
    return file.length() > bytes;
  }
}
