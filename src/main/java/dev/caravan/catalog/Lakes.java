package dev.caravan.catalog;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.S3Client;

/** Finds lakes by the name an integrator gives them: the data folder's own, another folder, a bucket. Thread-safe. */
public final class Lakes {
  /** The lake of the data folder. */
  public static final String DEFAULT = "lake";

  private static final String CACHE = "lake-cache";
  private static final Pattern BUCKET = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([A-Za-z0-9_./=-]*))?");

  private final Path data;
  private final Supplier<S3Client> s3;
  private final Map<String, Datasets> open = new ConcurrentHashMap<>();
  private final Set<Path> folders = ConcurrentHashMap.newKeySet();

  /**
   * @param data the data folder
   * @param s3 asked for when the first lake in a bucket is opened; gives the same client each time
   */
  public Lakes(Path data, Supplier<S3Client> s3) {
    this.data = data;
    this.s3 = s3;
  }

  /** The folders of lakes that were asked for, and of the data folder's own. */
  public Set<Path> folders() {
    Set<Path> all = new TreeSet<>(folders);
    all.add(data.resolve(DEFAULT));
    all.add(data.resolve(CACHE));
    return all;
  }

  public Datasets local() {
    return lake(DEFAULT);
  }

  /**
   * @param target {@code lake}, {@code s3://bucket/prefix}, or the path of a folder
   * @throws CaravanException CONFIG_BAD_VALUE when it is an S3 address that cannot be one
   */
  public Datasets lake(String target) {
    return open.computeIfAbsent(target, name -> new Datasets(store(name), data.resolve(CACHE)));
  }

  private ObjectStore store(String target) {
    if (!target.startsWith("s3:")) {
      Path folder = target.equals(DEFAULT) ? data.resolve(DEFAULT) : Path.of(target);
      folders.add(folder);
      return new LocalStore(folder);
    }
    Matcher address = BUCKET.matcher(target);
    String prefix = address.matches() && address.group(2) != null ? address.group(2).replaceAll("/+$", "") : "";
    if (!address.matches() || prefix.startsWith("/") || prefix.contains("..") || prefix.contains("//")) {
      throw new CaravanException(
          Problem.of(ErrorCode.CONFIG_BAD_VALUE, null, "The lake's address cannot be read")
              .required("s3://bucket/prefix with letters, digits, _, -, ., = and single slashes", "'" + target + "'"));
    }
    return new S3Store(s3.get(), address.group(1), prefix.isEmpty() ? "" : prefix + "/");
  }
}
