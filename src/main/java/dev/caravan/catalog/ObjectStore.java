package dev.caravan.catalog;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The few things a lake needs of where it lies. Keys are relative, separated by slashes. What a call
 * has written is durable when it returns. Thread-safe.
 *
 * <p>Every method throws {@link dev.caravan.CaravanException} SINK_TARGET when the store cannot be
 * reached or refuses.
 */
public sealed interface ObjectStore permits LocalStore, S3Store {

  /** For people: a folder, {@code s3://bucket/prefix}. */
  String name();

  /** The keys of finished objects that begin with the prefix, sorted; a prefix ends with a slash or is empty. */
  List<String> list(String prefix);

  Optional<byte[]> read(String key);

  /**
   * Writes an object unless the key is taken; of several writers exactly one wins, and no reader sees
   * half of it.
   *
   * @return false when the key was taken
   */
  boolean putIfAbsent(String key, byte[] content);

  /** Removes an object; does nothing when there is none. */
  void delete(String key);

  /**
   * A local file with the object's content.
   *
   * @param cache folder for copies of remote objects, below which the key names the file
   */
  Path local(String key, Path cache);
}
