package dev.caravan.catalog;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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

  /**
   * Tells the keys of finished objects that begin with the prefix, in any order, without holding them all.
   *
   * @param prefix ends with a slash or is empty
   */
  void each(String prefix, Consumer<String> key);

  /** The same keys, sorted. */
  default List<String> list(String prefix) {
    List<String> keys = new ArrayList<>();
    each(prefix, keys::add);
    Collections.sort(keys);
    return Collections.unmodifiableList(keys);
  }

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
