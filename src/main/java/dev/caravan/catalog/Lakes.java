package dev.caravan.catalog;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.S3Client;

/** Finds lakes by the name an integrator gives them: the data folder's own, another folder, a bucket. Thread-safe. */
public final class Lakes {
  /** The lake of the data folder. */
  public static final String DEFAULT = "lake";

  private static final Pattern BUCKET = Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([A-Za-z0-9_./=-]*))?");

  private final Path data;
  private final Supplier<S3Client> s3;
  private final Map<String, Datasets> open = new ConcurrentHashMap<>();

  /**
   * @param data the data folder
   * @param s3 asked for when the first lake in a bucket is opened; gives the same client each time
   */
  public Lakes(Path data, Supplier<S3Client> s3) {
    this.data = data;
    this.s3 = s3;
  }

  public Datasets local() {
    return lake(DEFAULT);
  }

  /**
   * @param target {@code lake}, {@code s3://bucket/prefix}, or the path of a folder
   * @throws CaravanException CONFIG_BAD_VALUE when it is an S3 address that cannot be one
   */
  public Datasets lake(String target) {
    return open.computeIfAbsent(target, name -> new Datasets(store(name), data.resolve("lake-cache")));
  }

  private ObjectStore store(String target) {
    if (target.equals(DEFAULT)) {
      return new LocalStore(data.resolve("lake"));
    }
    if (!target.startsWith("s3:")) {
      return new LocalStore(Path.of(target));
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
